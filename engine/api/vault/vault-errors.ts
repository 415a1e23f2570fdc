/** Each reason why there is no secret, with what to do about it. Names of keys may be shown, values never. */
import { EngineError } from '../../language/basics/errors.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { Place } from '../../language/basics/place.ts';
import type { VaultReference } from '../config/reference-parts.ts';
import type { VaultAnswer } from './vault-answer.ts';
import type { VaultSettings } from './vault-settings.ts';

type Settings = Pick<VaultSettings, 'address' | 'namespace' | 'mount' | 'access'>;

export interface Wanted {
  readonly reference: VaultReference;
  readonly settings: Settings;
  readonly place: Place | undefined;
}

const inNamespace = ({ namespace }: Settings): string => (namespace === undefined ? '' : ` in the namespace "${namespace}"`);
const it = (says: string | undefined): string => (says === undefined ? '' : ` (it says: ${says})`);

export const sealed = ({ address }: Settings, place: Place | undefined): EngineError =>
  new EngineError('vault.sealed', `The vault at ${address} is sealed.`, {
    place,
    hint: 'It has to be unsealed by whoever runs it; then run this again.',
  });

export const deniedLogin = (answer: VaultAnswer, settings: Settings, place: Place | undefined): EngineError =>
  new EngineError(
    'vault.login',
    `The vault does not let this role in${inNamespace(settings)}${'says' in answer ? it(answer.says) : ''}.`,
    {
      place,
      hint:
        answer.kind === 'missing'
          ? 'Nothing to log in by is mounted there: give its place as `mount` of `app_role`.'
          : 'Check `role_id`, `secret_id` and how often and from where that may be used.',
    },
  );

/** `mounted`: what is said of the mount, undefined where nobody was asked. */
export const noSecret = (
  answer: Exclude<VaultAnswer, { kind: 'found' }>,
  mounted: VaultAnswer | undefined,
  wanted: Wanted,
): EngineError => {
  const { reference, settings, place } = wanted;
  const { mount } = settings;
  const where = `"${reference.path}" of the mount "${mount}"${inNamespace(settings)}`;
  const failed = (code: string, message: string, hint: string): EngineError => new EngineError(code, message, { place, hint });
  const other = mountTrouble(mounted, settings);
  if (other !== undefined) return failed('vault.mount', ...other);
  switch (answer.kind) {
    case 'unversioned':
      return failed('vault.mount', ...firstVersion(mount));
    case 'missing':
      return failed(
        'vault.no-path',
        `The vault has nothing under ${where}.`,
        `A path counts from the mount, without "data/"; another mount is given as \`mount\` under \`vault:\`.`,
      );
    case 'deleted':
      return failed(
        'vault.deleted',
        `What the vault has under ${where} was ${answer.isForGood ? 'destroyed' : 'deleted'}${answer.version === undefined ? '' : ` (version ${answer.version})`}.`,
        answer.isForGood ? 'Write it anew.' : 'Undelete it, or write it anew.',
      );
    case 'denied':
      return failed(
        'vault.denied',
        `The vault does not let this token read ${where}${it(answer.says)}.`,
        answer.isToken
          ? 'The token has ended or is not one of this vault: give another.'
          : `Its policy must have \`path "${mount}/data/${reference.path}" { capabilities = ["read"] }\`.`,
      );
    case 'refused':
      return failed(
        'vault.refused',
        `The vault answered ${answer.status} when asked for ${where}${it(answer.says)}.`,
        'Look at the address, the namespace and the mount under `vault:`.',
      );
    default:
      return answer satisfies never;
  }
};

const firstVersion = (mount: string): readonly [string, string] => [
  `The mount "${mount}" of the vault is a key-value store of version 1.`,
  'Move it to version 2, `vault kv enable-versioning`, or name a mount of version 2 as `mount` under `vault:`.',
];

/** Where something else is mounted, a path of it means nothing. */
const mountTrouble = (mounted: VaultAnswer | undefined, { mount }: Settings): readonly [string, string] | undefined => {
  if (mounted?.kind !== 'unversioned') return undefined;
  const { type, options } = mounted.data;
  const version = typeof options === 'object' && options !== null && 'version' in options ? options.version : undefined;
  if (type === 'kv' || type === 'generic') return version === '2' ? undefined : firstVersion(mount);
  return typeof type === 'string'
    ? [
        `The mount "${mount}" of the vault is no key-value store but of the type "${type.slice(0, 32)}".`,
        'Name the mount of a key-value store of version 2 as `mount` under `vault:`.',
      ]
    : undefined;
};

export const noKey = ({ path, key }: VaultReference, names: readonly string[], place: Place | undefined): EngineError =>
  new EngineError('vault.no-key', `The vault has no key "${key}" under "${path}".`, {
    place,
    hint: suggest(key, names),
  });

export const noText = ({ path, key }: VaultReference, value: unknown, place: Place | undefined): EngineError =>
  new EngineError('vault.no-text', `What the vault has as "${key}" under "${path}" is no text but ${kindOf(value)}.`, {
    place,
    hint: 'Write it there as a text.',
  });

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
};
