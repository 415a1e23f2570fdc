import { parseInstant } from '../../../language/basics/instant.ts';
import type { TableLookup } from '../../../language/format-table/format-table.ts';
import { readTlp } from '../../../language/basics/tlp.ts';
import type { OutboundObject } from '../../../object/outbound.ts';
import type { MispAttributeColumns, MispObjectColumns, MispRelationColumns } from './format.ts';
import { isOfType, MOST, spelling, unfit, WIDE } from './values.ts';

/** What an object says as an attribute of an event. */
export interface MispAttribute {
  readonly type: string;
  readonly category: string;
  readonly value: string;
  readonly to_ids: boolean;
  readonly comment: string;
  /** ISO 8601 to the microsecond, with the zone. */
  readonly first_seen: string | undefined;
  readonly last_seen: string | undefined;
  /** Their names, none twice. */
  readonly tags: readonly string[];
}

export type Mapped = { readonly attribute: MispAttribute } | { readonly leftOut: string } | { readonly refused: string };

/** Characters of a tag. */
const LONGEST_TAG = 255;

/** Of a type that no row knows: nothing is lost. */
const OTHERWISE: MispObjectColumns = { misp_type: 'text', value: 'value' };

/** An object as an attribute; the same for the same object. */
export const mispAttribute = (object: OutboundObject, lookup: TableLookup): Mapped => {
  const row = lookup.object(object.type, object.subtype);
  if (row?.leaveOut !== undefined) return { leftOut: row.leaveOut };
  const columns: MispObjectColumns = row?.columns ?? OTHERWISE;
  const { category = 'Other', to_ids = false } = columns;
  const { text, others } = textsOf(object, columns.value ?? 'value');
  if (text.trim() === '') return { refused: 'the description that would be the value is missing' };
  const type = typeOf(columns, text);
  const value = spelling(type, text);
  const why = unfit(type, value);
  if (why !== undefined) return { refused: why };
  const placed = placeAttributes(object, lookup);
  return {
    attribute: {
      type,
      category,
      value,
      to_ids,
      comment: cut(plain([...others, ...placed.lines].join('\n'))),
      ...seen(placed.firstSeen ?? object.publishedAt, placed.lastSeen),
      tags: tagsOf(object, lookup, placed.tags),
    },
  };
};

const typeOf = ({ misp_type: type = 'text', otherwise = type }: MispObjectColumns, text: string): string =>
  isOfType(type, spelling(type, text)) ? type : otherwise;

interface Texts {
  readonly text: string;
  /** What is said of the object beside that. */
  readonly others: readonly string[];
}

const textsOf = ({ value, title, description }: OutboundObject, from: NonNullable<MispObjectColumns['value']>): Texts => {
  const without = (text: string, ...others: readonly (string | undefined)[]): Texts => ({
    text,
    others: others.filter((one) => one !== undefined && one !== text) as readonly string[],
  });
  if (from === 'description') return without(description ?? '', value, title);
  if (from === 'title') return without(title ?? value, title === undefined ? undefined : value, description);
  if (from === 'whole') return { text: [...new Set([title ?? value, description ?? ''])].join('\n').trim(), others: [] };
  return without(value, title, description);
};

interface Placed {
  readonly lines: readonly string[];
  readonly tags: readonly string[];
  readonly firstSeen: number | undefined;
  readonly lastSeen: number | undefined;
}

const placeAttributes = (object: OutboundObject, lookup: TableLookup): Placed => {
  const packs = new Set(object.feeds.map((feed) => feed.split('/', 1)[0] ?? ''));
  const isOfPack = (pack: string): boolean => packs.has(pack);
  const lines: string[] = [];
  const tags: string[] = [];
  const times: { first_seen?: number; last_seen?: number } = {};
  for (const { name, value } of object.attributes) {
    const columns = (lookup.attribute(name, object.type, isOfPack)?.columns ?? {}) as MispAttributeColumns;
    const { as = 'comment', prefix = '' } = columns;
    const time = as === 'first_seen' || as === 'last_seen' ? parseInstant(value) : undefined;
    if (time !== undefined && (as === 'first_seen' || as === 'last_seen')) times[as] ??= time;
    else if (as === 'tag') tags.push(prefix + value);
    else if (as !== 'nothing') lines.push(`${name}: ${value}`);
  }
  return { lines, tags, firstSeen: times.first_seen, lastSeen: times.last_seen };
};

/** What is seen last can't be seen before it was seen first: the tool refuses both. */
const seen = (first: number | undefined, last: number | undefined): Pick<MispAttribute, 'first_seen' | 'last_seen'> => ({
  first_seen: moment(first),
  last_seen: first !== undefined && last !== undefined && last < first ? moment(first) : moment(last),
});

const moment = (ms: number | undefined): string | undefined => {
  const date = ms === undefined ? undefined : new Date(ms);
  if (date === undefined || Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999)
    return undefined;
  return date.toISOString().replace('Z', '000+00:00');
};

const tagsOf = (object: OutboundObject, lookup: TableLookup, own: readonly string[]): readonly string[] => {
  const related = object.relations.flatMap(({ as, direction, other }) => {
    if (direction !== 'to') return [];
    const { tag } = (lookup.relation(as, object.type, other.type)?.columns ?? {}) as MispRelationColumns;
    return tag === undefined ? [] : [tag.replace('*', () => other.value)];
  });
  const all = [...tlpTag(object.tlp), ...object.tags, ...own, ...related].map((tag) =>
    plain(tag).replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_TAG),
  );
  return [...new Set(all.filter((tag) => tag !== ''))].toSorted();
};

const tlpTag = (mark: string | undefined): readonly string[] => {
  if (mark === undefined) return [];
  const colour = readTlp(mark) ?? 'red';
  return [`tlp:${colour === 'white' ? 'clear' : colour}`];
};

/** Beside the value nothing is worth refusing an object for: what would be lost is written as its code point. */
const plain = (text: string): string =>
  text.toWellFormed().replaceAll(WIDE, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);

const cut = (text: string): string => {
  if (Buffer.byteLength(text) <= MOST) return text;
  const end = ' (cut)';
  return `${Buffer.from(text)
    .subarray(0, MOST - end.length)
    .toString('utf8')
    .replace(/\ufffd$/, '')}${end}`;
};
