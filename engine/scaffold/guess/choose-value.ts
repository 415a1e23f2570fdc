import { lastName, type Column } from '../sample/columns.ts';
import { kindUnder } from './kinds.ts';

const SUBJECT =
  /^(ioc|indicator|observable|value|ip|(src|source|dst|dest|remote)_?ip|ip_?addr(ess)?|address|cidr|netblock|network|url|domain|host(name)?|fqdn|asn|hash|sha_?256.*|md5.*|cve.*)$/i;
/** Under such a name values of many kinds stand, texts among them. */
const ANYTHING = /^(ioc|indicator|observable|value)(_?value)?$/i;
/** An address under such a name leads to more about the record. */
export const REFERENCE =
  /link|refer|href|report|detail|website|contact|logo|image|guid|(html|web|api|self|page|info|source|feed|alert|incident|profile)_?(web)?_?url$/i;
/** Who writes about mail addresses under other names writes about people. */
const MAIL = /mail|sender|recipient|from|address/i;
const PERSON = /^(display|first|last|given|sur|full|user_?principal)_?name$|^job_?title$|^department$/i;
export const ID = /^_?id$|_id$|[a-z]I[Dd]$|^uuid$/;

/** So large a part of the values has to show a kind. */
export const KNOWN_PART = 0.8;
/** Under a name for anything, so small a part is enough. */
const SOME_PART = 0.3;

export const knownPart = (column: Column): number => (ANYTHING.test(lastName(column)) ? SOME_PART : KNOWN_PART);

/** Whether an address is the record's own page or resource: it has the record's id in it. */
const isOwnAddress = (column: Column, columns: readonly Column[]): boolean => {
  const ids = columns
    .filter((one) => one !== column && one.shape === 'scalar' && ID.test(lastName(one)))
    .flatMap(({ values }) => values.filter((text) => text.length >= 6));
  return column.values.every((text) => ids.some((id) => text.includes(id)));
};

const isUnlikely = (column: Column, subtype: string, columns: readonly Column[]): boolean => {
  const name = lastName(column);
  if (subtype === 'URL') return (REFERENCE.test(name) && !SUBJECT.test(name)) || isOwnAddress(column, columns);
  return subtype === 'Email Address' && (!MAIL.test(name) || columns.some((one) => PERSON.test(lastName(one))));
};

/** How likely a member is what the records are about; 0 for one that can't be. */
const score = (column: Column, columns: readonly Column[], total: number): number => {
  const { values, present } = column;
  const name = lastName(column);
  if (column.shape !== 'scalar' || values.length === 0 || present < total / 2) return 0;
  const known = values.map((text) => kindUnder(name, text)).filter((kind) => kind !== undefined);
  if (known.length === 0 || known.length < values.length * knownPart(column)) return 0;
  const best = known.toSorted((a, b) => b.weight - a.weight)[0];
  if (best === undefined || isUnlikely(column, best.subtype, columns)) return 0;
  const named = (SUBJECT.test(name) ? 5 : 0) - (/_url$/i.test(name) ? 2 : 0);
  // The same in every record, as 0.0.0.0 in a hosts file, it tells none from another.
  const steady = values.length > 1 && new Set(values).size === 1 ? 9 : 0;
  return Math.max(0.1, (10 * present) / total + best.weight + named - steady - column.path.length);
};

const NAMES = [/^(name|title|subject|info)$/i, /(?<!file|host)(name|title)$/i, /^(ioc|indicator|observable|value)$/i, ID];

/** The first that is called so, the upper ones before what lies deeper. */
const byName = (columns: readonly Column[]): Column | undefined => {
  const upper = columns.filter(({ path }) => path.length === 1);
  for (const list of [upper, columns])
    for (const pattern of NAMES) {
      const found = list.find((column) => pattern.test(lastName(column)));
      if (found !== undefined) return found;
    }
  return columns[0];
};

export interface Chosen {
  readonly column: Column;
  /** Its values show what they are; else only its name speaks for it. */
  readonly shows: boolean;
}

/** The member that is likeliest to be an object's value: one that shows a kind, else one with a likely name, else the first. */
export const chooseValue = (columns: readonly Column[], total: number): Chosen | undefined => {
  const [best] = columns
    .map((column) => ({ column, score: score(column, columns, total) }))
    .filter((one) => one.score > 0)
    .toSorted((a, b) => b.score - a.score);
  if (best !== undefined) return { column: best.column, shows: true };
  const scalars = columns.filter(({ shape }) => shape === 'scalar');
  const full = scalars.filter(({ present, values }) => present === total && values.length === total);
  const column = byName(full) ?? scalars[0];
  return column === undefined ? undefined : { column, shows: false };
};
