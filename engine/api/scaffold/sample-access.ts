import { basicPair } from '../../components/auth/basic.ts';
import { UsageError } from '../../language/basics/errors.ts';
import type { Access } from '../../scaffold/write/access.ts';
import { readValueFile } from '../config/value-file.ts';

/** What a sample is asked for with. */
export interface SampleAccess {
  /** Undefined where nothing was given that is a credential. */
  readonly access: Access | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Headers that are no secret, such as `Accept`. */
  readonly plain: Readonly<Record<string, string>>;
  /** What must be written nowhere. */
  readonly secrets: readonly string[];
}

export interface AskedAccess {
  /** `token=…`, or `username=…` and `password=…`. */
  readonly set?: readonly string[];
  /** `NAME=value`. */
  readonly header?: readonly string[];
}

interface Pair {
  readonly name: string;
  readonly value: string;
  readonly fromFile: boolean;
}

const pairsOf = (flag: string, texts: readonly string[] | undefined, cwd: string): readonly Pair[] =>
  (texts ?? []).map((text) => {
    const at = text.indexOf('=');
    const name = text.slice(0, Math.max(0, at)).trim();
    if (!/^[\w.-]{1,64}$/.test(name))
      throw new UsageError('usage.set', `${flag} takes name=value.`, {
        hint: `Write ${flag} name=value, or ${flag} name=@file to read a file.`,
      });
    const value = text.slice(at + 1);
    const fromFile = value.startsWith('@') && !value.startsWith('@@');
    return {
      name,
      fromFile,
      value: fromFile ? readValueFile(value.slice(1), { folder: cwd }) : value.replace(/^@@/, '@'),
    };
  });

/** Headers that are no secret; any other may be one. */
const PLAIN = /^(?:accept(?:-[a-z]{1,20})?|content-type|user-agent|prefer|x-requested-with|(?:x-)?api-version)$/i;

const SETS = ['token', 'username', 'password'];

const header = (name: string, value: string): Record<string, string> => {
  if (/[^\t\x20-\xff]/.test(value))
    throw new UsageError('usage.header', `What is to be sent as ${name} has characters that no header can hold.`, {
      hint: 'Give the value alone, on one line.',
    });
  return { [name.toLowerCase()]: value };
};

/** The scheme that a header's name and value show. */
const accessOf = (name: string, value: string): { readonly access: Access; readonly secrets: readonly string[] } => {
  if (name.toLowerCase() !== 'authorization') return { access: { kind: 'api_key', header: name }, secrets: [value] };
  const [, scheme = '', rest = value] = /^([A-Za-z][\w-]{0,30}) +(.*)$/s.exec(value) ?? [];
  const secrets = [value, rest];
  if (/^bearer$/i.test(scheme)) return { access: { kind: 'bearer' }, secrets };
  if (/^basic$/i.test(scheme))
    return { access: { kind: 'basic' }, secrets: [...secrets, ...Buffer.from(rest, 'base64').toString().split(':')] };
  return { access: { kind: 'api_key', header: name, ...(scheme === '' ? {} : { prefix: `${scheme} ` }) }, secrets };
};

const fromSets = (sets: readonly Pair[]): SampleAccess => {
  const unknown = sets.find(({ name }) => !SETS.includes(name));
  if (unknown !== undefined)
    throw new UsageError('usage.set', '--set takes token, or username and password.', {
      hint: 'A key that goes in a header is given as --header NAME=@file, one of the query in the address.',
    });
  const given = new Map(sets.map(({ name, value }) => [name, value]));
  const token = given.get('token');
  const secrets = [token, given.get('password')].filter((one) => one !== undefined);
  if (token !== undefined)
    return { access: { kind: 'bearer' }, headers: header('authorization', `Bearer ${token}`), plain: {}, secrets };
  if (given.size === 0) return { access: undefined, headers: {}, plain: {}, secrets };
  const pair = basicPair(given.get('username') ?? '', given.get('password') ?? '');
  return { access: { kind: 'basic' }, headers: header('authorization', `Basic ${pair}`), plain: {}, secrets: [...secrets, pair] };
};

/** From the flags of a command. Throws UsageError for what can't be sent. */
export const sampleAccess = (asked: AskedAccess, cwd: string): SampleAccess => {
  const sets = fromSets(pairsOf('--set', asked.set, cwd));
  const headers = pairsOf('--header', asked.header, cwd);
  const isSecret = ({ name, fromFile }: Pair): boolean => fromFile || !PLAIN.test(name);
  const [key, ...more] = headers.filter(isSecret);
  if (more.length > 0 || (key !== undefined && sets.access !== undefined))
    throw new UsageError('usage.header', 'More than one credential is given.', {
      hint: 'Give the one that the vendor asks for; a draft has room for one.',
    });
  const plain = Object.assign(
    {},
    ...headers.filter((one) => !isSecret(one)).map(({ name, value }) => header(name, value)),
  ) as Record<string, string>;
  if (key === undefined) return { ...sets, headers: { ...plain, ...sets.headers }, plain };
  const { access, secrets } = accessOf(key.name, key.value);
  return { access, headers: { ...plain, ...header(key.name, key.value) }, plain, secrets };
};
