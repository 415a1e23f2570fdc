import { UsageError } from '../../language/basics/errors.ts';
import type { UserField } from '../../language/model.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { environmentName, type RawValue } from '../../language/user-field/option-values.ts';
import type { ConfiguredValues } from '../config/config.ts';
import { needsVault } from '../config/reference-parts.ts';
import { type ReadVault, resolveAll } from '../config/references.ts';
import { readValueFile } from '../config/value-file.ts';

export interface OptionSources {
  readonly pack: string;
  readonly fields: readonly UserField[];
  readonly cwd: string;
  /** `--set`, in order: the last one of a name wins. */
  readonly set?: readonly string[] | undefined;
  /** What a program gives by name: it goes before all others. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configFolder: string;
  readonly vault: ReadVault;
  /** Options of that name are as if they were not given, where it takes the vault to know them. */
  readonly isLeftOut: (name: string) => boolean;
  readonly instance: ConfiguredValues | undefined;
  readonly packSet: ConfiguredValues | undefined;
  /** The mock's own options, under `--mock` only. */
  readonly mock: Readonly<Record<string, unknown>> | undefined;
}

export interface GivenOptions {
  readonly options: ReadonlyMap<string, RawValue>;
  /** Names of secrets that stand in clear on the command line. */
  readonly exposed: readonly string[];
}

/** Anything else may be a secret whose name was forgotten: base64 ends with a `=` as well. */
const looksLikeName = (text: string): boolean => text.length <= 40 && /^[a-z]+([_-][a-z0-9]+)*[0-9]{0,2}$/.test(text);

const fromCommandLine = (
  sources: OptionSources,
  names: (text: string) => boolean,
): { readonly given: ReadonlyMap<string, RawValue>; readonly clear: ReadonlySet<string> } => {
  const given = new Map<string, RawValue>();
  const clear = new Set<string>();
  for (const text of sources.set ?? []) {
    const at = text.indexOf('=');
    const name = at < 0 ? text : text.slice(0, at);
    if (at <= 0)
      // What has no name may be a secret.
      throw new UsageError(
        'usage.set',
        `--set takes name=value, not ${at === 0 ? '"=…"' : names(text) ? `"${text}"` : 'a value alone'}.`,
        {
          hint: 'Write --set name=value, or --set name=@file to read a file.',
        },
      );
    const value = text.slice(at + 1);
    clear.delete(name);
    if (value.startsWith('@') && !value.startsWith('@@')) {
      given.set(name, {
        value: readValueFile(value.slice(1), { folder: sources.cwd }),
        from: '--set',
        place: undefined,
      });
      continue;
    }
    clear.add(name);
    given.set(name, { value: value.startsWith('@@') ? value.slice(1) : value, from: '--set', place: undefined });
  }
  return { given, clear };
};

const fromConfig = async (
  values: ConfiguredValues | undefined,
  { env, configFolder: folder, vault, isLeftOut }: OptionSources,
): Promise<readonly (readonly [string, RawValue])[]> => {
  const all: (readonly [string, RawValue])[] = [];
  for (const [name, { value, place }] of values ?? []) {
    if (isLeftOut(name) && [value].flat().some(needsVault)) continue;
    all.push([name, { value: await resolveAll(value, { env, folder, place, vault }), from: 'feedwright.yaml', place }]);
  }
  return all;
};

/**
 * Options from every source, the strongest winning: what a program gives, `--set`, environment, instance, pack, mock. What none of them names is
 * left to the definition's defaults. A name that the feed does not know is an error, but for the pack's shared options.
 */
export const gatherOptions = async (sources: OptionSources): Promise<GivenOptions> => {
  const { fields, pack } = sources;
  const known = new Map(fields.map((field) => [field.name, field]));
  const { given, clear } = fromCommandLine(sources, (text) => known.has(text) || text.length < 4);
  const instance = await fromConfig(sources.instance, sources);
  const called = Object.entries(sources.values ?? {}).map(([name, value]): readonly [string, RawValue] => [
    name,
    { value, from: 'the call', place: undefined },
  ]);
  for (const [name, { place }] of [...given, ...instance, ...called]) {
    if (!known.has(name))
      throw new UsageError(
        'usage.unknown-option',
        looksLikeName(name) ? `"${name}" is no option here.` : 'What stands before the "=" of a --set is no option here.',
        { place, hint: suggest(looksLikeName(name) ? name : '', known.keys()) },
      );
  }
  const environment = fields.flatMap(({ name }): (readonly [string, RawValue])[] => {
    const from = environmentName(pack, name);
    const value = sources.env[from];
    return value === undefined ? [] : [[name, { value, from, place: undefined }]];
  });
  const shared = (await fromConfig(sources.packSet, sources)).filter(([name]) => known.has(name));
  const mock = Object.entries(sources.mock ?? {}).map(([name, value]): readonly [string, RawValue] => [
    name,
    { value, from: 'the mock', place: undefined },
  ]);
  return {
    options: new Map([...mock.filter(([name]) => known.has(name)), ...shared, ...instance, ...environment, ...given, ...called]),
    exposed: [...clear].filter((name) => known.get(name)?.type === 'secret'),
  };
};
