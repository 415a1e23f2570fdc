import { columnsOf } from '../../scaffold/sample/columns.ts';
import { draftOf, type Given } from '../../scaffold/draft.ts';
import type { Wish } from '../../scaffold/make-draft.ts';
import { slug, titleCase } from '../../scaffold/guess/names.ts';
import { isStix, type Sample } from '../../scaffold/sample/read-sample.ts';
import { UNKNOWN_BASE } from '../../scaffold/write/request-lines.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { builtInObjectTypes, indicatorSubtypes } from '../../language/pack/object-types.ts';
import { harmless } from '../display/text.ts';
import type { Ask } from './ask.ts';
import type { RawSample } from './fetch-sample.ts';

/** What goes before any answer and any guess. */
export interface WishFlags {
  readonly name?: string;
  readonly title?: string;
  readonly baseUrl?: string;
  readonly path?: string;
  readonly key?: string;
  readonly value?: string;
  readonly type?: string;
  readonly subtype?: string;
}

/** By flag, by answer or by guess. */
export const wishFor = async (flags: WishFlags, raw: RawSample, sample: Sample, ask: Ask): Promise<Omit<Wish, 'file'>> => {
  const named = await namesFor(flags, raw, ask);
  return { ...named, given: await givenFor(flags, sample, named.names.pack, ask) };
};

/** A fault is a sentence and what to do. */
const refuseWrong = (flag: string, fault: string | undefined): void => {
  if (fault === undefined) return;
  const [, message = fault, hint] = /^(.*?\.) ([A-Z].*)$/s.exec(fault) ?? [];
  throw new UsageError('usage.flag', `${flag}: ${message}`, { hint });
};

const pathOf = (text: string): readonly string[] => text.split('.');

const wrongName = (pack: string): string | undefined =>
  slug(pack, '') === pack
    ? undefined
    : `A pack can't be named "${harmless(pack)}". Use lower-case letters, digits and hyphens, such as ${slug(pack, 'new-feed')}.`;

const wrongBase = (address: string): string | undefined => {
  const base = URL.parse(address);
  return base === null || !/^https?:$/.test(base.protocol) || base.username !== ''
    ? `"${harmless(address)}" is no base address. Write it as https://host.`
    : undefined;
};

const wrongWord = (what: string, word: string, words: readonly string[]): string | undefined =>
  words.includes(word) ? undefined : `There is no ${what} "${harmless(word)}". ${suggest(word, words)}`;

const wrongType = (type: string): string | undefined =>
  wrongWord(
    'type',
    type,
    builtInObjectTypes.map(({ code }) => code),
  );

/** Names and origin by flag, by answer or by guess. */
const namesFor = async (flags: WishFlags, raw: RawSample, ask: Ask): Promise<Pick<Wish, 'names' | 'origin'>> => {
  const stem = raw.name.replace(/(\.[A-Za-z0-9]{1,8})+$/, '');
  const host = raw.origin === undefined ? '' : new URL(raw.origin.baseUrl).hostname;
  const pack = flags.name ?? (await ask('Name of the pack', slug(stem, slug(host, 'new-feed')), wrongName));
  const title = flags.title ?? (await ask('Title', titleCase(pack) || pack));
  const baseUrl = flags.baseUrl ?? raw.origin?.baseUrl ?? (await ask('Base address', UNKNOWN_BASE, wrongBase));
  const path = flags.path ?? raw.origin?.path ?? (await ask('Path', `/${encodeURIComponent(raw.name)}`));
  refuseWrong('--name', wrongName(pack));
  refuseWrong('--base-url', wrongBase(baseUrl));
  const origin = { ...raw.origin, baseUrl, path: path.startsWith('/') ? path : `/${path}` };
  return { names: { pack, feed: 'records', title }, origin };
};

/** The members of the records that can be a key or a value. */
const membersOf = (sample: Sample): readonly string[] =>
  columnsOf(sample.records)
    .filter(({ shape }) => shape === 'scalar')
    .map(({ path }) => path.join('.'));

const wrongMember = (member: string, members: readonly string[]): string | undefined =>
  members.includes(member)
    ? undefined
    : `No record has a member "${harmless(member)}". ${suggest(harmless(member), members.map(harmless))}`;

/** What the mapping starts from; a guess is shown as the default of its question. */
const givenFor = async (flags: WishFlags, sample: Sample, pack: string, ask: Ask): Promise<Given> => {
  const members = membersOf(sample);
  for (const [flag, member] of [
    ['key', flags.key],
    ['value', flags.value],
  ] as const)
    refuseWrong(`--${flag}`, member === undefined ? undefined : wrongMember(member, members));
  refuseWrong('--type', flags.type === undefined ? undefined : wrongType(flags.type));
  refuseWrong('--subtype', flags.subtype === undefined ? undefined : wrongWord('subtype', flags.subtype, indicatorSubtypes));
  const flagged: Given = {
    hints: [sample.place.path.at(-1) ?? '', pack],
    ...(flags.key === undefined ? {} : { key: pathOf(flags.key) }),
    ...(flags.value === undefined ? {} : { value: pathOf(flags.value) }),
    ...(flags.type === undefined ? {} : { type: flags.type }),
    ...(flags.subtype === undefined ? {} : { subtype: flags.subtype }),
  };
  const guess = draftOf(sample, flagged);
  if (guess === undefined || isStix(sample)) return flagged;
  const usual = guess.value.path.join('.');
  const value =
    flags.value ?? (await ask('Member that is the value of the object', usual, (answer) => wrongMember(answer, members)));
  const withValue = value === usual ? flagged : { ...flagged, value: pathOf(value) };
  const { type: guessed = 'report' } = value === usual ? guess : (draftOf(sample, withValue) ?? guess);
  const type = flags.type ?? (await ask('Type of the object', guessed, wrongType));
  return type === guessed ? withValue : { ...withValue, type };
};
