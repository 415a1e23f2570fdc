import { columnsOf } from '../../scaffold/sample/columns.ts';
import { draftOf, type Given } from '../../scaffold/draft.ts';
import type { Wish } from '../../scaffold/make-draft.ts';
import { slug, titleCase } from '../../scaffold/guess/names.ts';
import { ownAddress } from '../../scaffold/paging/next-address.ts';
import { isStix, type Sample } from '../../scaffold/sample/read-sample.ts';
import { UNKNOWN_BASE } from '../../scaffold/write/request-lines.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { builtInObjectTypes, indicatorSubtypes } from '../../language/pack/object-types.ts';
import { harmless } from '../wording/harmless.ts';
import type { RawSample } from './fetch-sample.ts';
import type { SampleAccess } from './sample-access.ts';

/**
 * Asks with a default; an empty answer, or the end of the input, takes it. `wrong` says what is wrong with an answer: then the
 * question comes again.
 */
export type Ask = (question: string, usual: string, wrong?: (answer: string) => string | undefined) => Promise<string>;

/** What goes before any answer and any guess. */
export interface AskedWish {
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
export const wishFor = async (
  asked: AskedWish,
  raw: RawSample,
  sample: Sample,
  { access, plain }: SampleAccess,
  ask: Ask,
): Promise<Omit<Wish, 'file'>> => {
  const named = await namesFor(asked, raw, sample, ask);
  // With a file nothing is asked for, but the definition will have to ask.
  const origin = raw.origin === undefined ? { ...named.origin, access, headers: plain } : named.origin;
  return { names: named.names, origin, given: await givenFor(asked, sample, named.names.pack, ask) };
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
const namesFor = async (asked: AskedWish, raw: RawSample, sample: Sample, ask: Ask): Promise<Pick<Wish, 'names' | 'origin'>> => {
  // A file's address is that of its next page, where it names one.
  const own = raw.origin === undefined ? ownAddress(sample) : undefined;
  const stem = raw.name.replace(/(\.[A-Za-z0-9]{1,8})+$/, '');
  const host = raw.origin === undefined ? '' : new URL(raw.origin.baseUrl).hostname;
  const pack = asked.name ?? (await ask('Name of the pack', slug(stem, slug(host, 'new-feed')), wrongName));
  const title = asked.title ?? (await ask('Title', titleCase(pack) || pack));
  const baseUrl = asked.baseUrl ?? raw.origin?.baseUrl ?? (await ask('Base address', own?.baseUrl ?? UNKNOWN_BASE, wrongBase));
  const path = asked.path ?? raw.origin?.path ?? (await ask('Path', own?.path ?? `/${encodeURIComponent(raw.name)}`));
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
const givenFor = async (asked: AskedWish, sample: Sample, pack: string, ask: Ask): Promise<Given> => {
  const members = membersOf(sample);
  for (const [flag, member] of [
    ['key', asked.key],
    ['value', asked.value],
  ] as const)
    refuseWrong(`--${flag}`, member === undefined ? undefined : wrongMember(member, members));
  refuseWrong('--type', asked.type === undefined ? undefined : wrongType(asked.type));
  refuseWrong('--subtype', asked.subtype === undefined ? undefined : wrongWord('subtype', asked.subtype, indicatorSubtypes));
  const flagged: Given = {
    hints: [sample.place.path.at(-1) ?? '', pack],
    ...(asked.key === undefined ? {} : { key: pathOf(asked.key) }),
    ...(asked.value === undefined ? {} : { value: pathOf(asked.value) }),
    ...(asked.type === undefined ? {} : { type: asked.type }),
    ...(asked.subtype === undefined ? {} : { subtype: asked.subtype }),
  };
  const guess = draftOf(sample, flagged);
  if (guess === undefined || isStix(sample)) return flagged;
  const usual = guess.value.path.join('.');
  const value =
    asked.value ?? (await ask('Member that is the value of the object', usual, (answer) => wrongMember(answer, members)));
  const withValue = value === usual ? flagged : { ...flagged, value: pathOf(value) };
  const { type: guessed = 'report' } = value === usual ? guess : (draftOf(sample, withValue) ?? guess);
  const type = asked.type ?? (await ask('Type of the object', guessed, wrongType));
  return type === guessed ? withValue : { ...withValue, type };
};
