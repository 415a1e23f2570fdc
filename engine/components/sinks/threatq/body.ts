import { iso } from '../../../language/basics/instant.ts';
import type { Json } from '../../../language/basics/json.ts';
import type { TableLookup } from '../../../language/format-table/format-table.ts';
import type { OutboundHead, OutboundObject } from '../../../object/outbound.ts';
import type { ThreatqAttributeColumns, ThreatqObjectColumns } from './format.ts';

/** What is not taken of a longer description. */
const MAX_DESCRIPTION = 65_500;
/** ThreatQ's numbers of the four colours. */
const MARKS: Readonly<Record<string, number>> = { red: 1, amber: 2, 'amber+strict': 2, green: 3, white: 4 };
/** The status of what is gone. */
export const EXPIRED = 'Expired';

export type Body = Readonly<Record<string, Json>>;

export interface WantedAttribute {
  readonly name: string;
  readonly value: string;
  readonly sources: readonly string[];
}

/** Where an object belongs there. */
export interface Home extends ThreatqObjectColumns {
  readonly collection: string;
  readonly key: 'value' | 'name' | 'title';
  readonly typeName: string | undefined;
}

/** Where an object belongs, or why such objects do not go out. */
export const homeOf = (
  lookup: TableLookup,
  { type, subtype }: OutboundHead | OutboundObject,
): Home | { readonly leftOut: string } => {
  const row = lookup.object(type, subtype ?? '');
  if (row?.leaveOut !== undefined) return { leftOut: row.leaveOut };
  const columns = (row?.columns ?? {}) as ThreatqObjectColumns;
  const own = subtype === undefined || subtype === '' ? undefined : subtype;
  const typeName = row?.subtypes === undefined ? (own ?? columns.type_name) : (columns.type_name ?? own);
  return { ...columns, collection: columns.collection ?? type, key: columns.key ?? 'value', typeName };
};

/** `YYYY-MM-DD HH:MM:SS`, in UTC. */
const time = (ms: number): string => iso(ms).slice(0, 19).replace('T', ' ');

/** Attributes as they are called there; a title, which nothing else has a place for, is one of them. */
export const attributesOf = (object: OutboundObject, lookup: TableLookup): readonly WantedAttribute[] => {
  const isOfPack = (pack: string): boolean => object.feeds.some((feed) => feed.startsWith(`${pack}/`));
  const title =
    object.title === undefined || object.title === object.value
      ? []
      : [{ name: 'Title', value: object.title, sources: object.sources }];
  return [...title, ...object.attributes]
    .filter(({ value }) => value.trim() !== '')
    .map(({ name, value, sources }) => {
      const { attribute } = (lookup.attribute(name, object.type, isOfPack)?.columns ?? {}) as ThreatqAttributeColumns;
      return { name: attribute ?? name, value, sources };
    });
};

const sourcesOf = ({ sources, tlp }: OutboundObject, names: readonly string[] = sources): Json =>
  names.map((name) => ({ name, ...markOf(tlp) }));

const markOf = (tlp: string | undefined): Body => {
  const mark = tlp === undefined ? undefined : MARKS[tlp];
  return mark === undefined ? {} : { tlp_id: mark };
};

/** What tells it from others. */
export const identityBody = ({ value }: OutboundObject, home: Home): Body => ({
  [home.key]: value,
  ...(home.typeName === undefined ? {} : { type: { name: home.typeName } }),
  ...(home.class === undefined ? {} : { class: home.class }),
});

/** What may be another the next time, and is put in the place of what was. */
export const changingBody = (object: OutboundObject, home: Home): Body => {
  const { publishedAt, happenedAt, firstSeen, description, status } = object;
  const happened = happenedAt ?? (home.collection === 'events' ? (publishedAt ?? firstSeen) : undefined);
  return {
    ...(home.has_status !== true || status === undefined ? {} : { status }),
    ...(publishedAt === undefined ? {} : { published_at: time(publishedAt) }),
    ...(happened === undefined ? {} : { happened_at: time(happened) }),
    ...(description === undefined ? {} : { description: descriptionOf(description, home) }),
  };
};

/** An adversary may have several. */
const descriptionOf = (description: string, { collection }: Home): Json => {
  const text = description.slice(0, MAX_DESCRIPTION);
  return collection === 'adversaries' ? [{ value: text }] : text;
};

/** All of an object, as a list of them is consumed. */
export const bodyOf = (object: OutboundObject, home: Home, attributes: readonly WantedAttribute[]): Body => {
  const { status, ...changing } = changingBody(object, home);
  return {
    ...identityBody(object, home),
    ...changing,
    ...(status === undefined ? {} : { status: { name: status } }),
    ...markOf(object.tlp),
    sources: sourcesOf(object),
    attributes: attributes.map(({ name, value, sources }) => ({ name, value, sources: sourcesOf(object, sources) })),
    ...(object.tags.length === 0 ? {} : { tags: object.tags.map((name) => ({ name })) }),
  };
};
