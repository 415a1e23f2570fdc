/** How records' versions are put in order, wherever the store has to. */
export type Version = string | number | undefined;

/** What starts so is a hash of the record's content: as a version other than another, never lower or higher. */
export const CONTENT_MARK = '#';

const NUMBER = /^-?\d{1,40}(?:\.\d{1,20})?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Kinds of versions in their order; within one kind all can be compared. */
const rank = (version: Version): 0 | 1 | 2 | 3 => {
  if (version === undefined) return 0;
  if (typeof version === 'number') return 1;
  if (version.startsWith(CONTENT_MARK)) return 0;
  if (NUMBER.test(version)) return 1;
  return MOMENT.test(version) ? 2 : 3;
};

const wholeNumber = (version: string | number): bigint => BigInt(String(version).replace(/\..*$/, ''));

const compareNumbers = (a: string | number, b: string | number): number => {
  const difference = Number(a) - Number(b);
  if (difference !== 0 || Number.isSafeInteger(Number(a))) return difference;
  const [left, right] = [wholeNumber(a), wholeNumber(b)];
  return left < right ? -1 : left > right ? 1 : 0;
};

/** Without a zone it is UTC, never the machine's. */
const moment = (text: string): number => Date.parse(MOMENT.exec(text)?.[1] === undefined ? `${text}Z` : text);

export const sameKindOfVersion = (a: Version, b: Version): boolean => rank(a) === rank(b);

/**
 * Below 0: `a` is the lower one. Numbers (also as text) compare as numbers, ISO 8601 times as times, other texts as texts.
 * None and content hashes are below all others and equal among themselves, so that order decides between them.
 */
export const compareVersions = (a: Version, b: Version): number => {
  if (a === b) return 0;
  const kind = rank(a);
  if (kind !== rank(b)) return kind - rank(b);
  if (kind === 0 || a === undefined || b === undefined) return 0;
  if (kind === 1) return compareNumbers(a, b);
  const [first, second] = [String(a), String(b)];
  if (kind === 2 && moment(first) !== moment(second)) return moment(first) - moment(second);
  return first < second ? -1 : 1;
};
