import { createHash } from 'node:crypto';
import { iso, isoOr } from '../../../language/basics/instant.ts';
import type { Json } from '../../../language/basics/json.ts';
import { type FormatTable, TableLookup } from '../../../language/format-table/format-table.ts';
import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { OutboundObject } from '../../../object/outbound.ts';
import { identityParts } from '../../../object/outbound-json.ts';
import { attributeFields, Fields, valueFields } from './fields.ts';
import type { EcsAttributeColumns, EcsObjectColumns } from './format.ts';

/** Of the schema that the fields are taken from. */
const ECS_VERSION = '9.0.0';
/** TLP 2 under the names of ECS. */
const MARKS: Readonly<Record<string, string>> = {
  red: 'RED',
  'amber+strict': 'AMBER+STRICT',
  amber: 'AMBER',
  green: 'GREEN',
  white: 'CLEAR',
};

export type Document = Readonly<Record<string, Json>>;
export type Mapped = { readonly document: Document } | { readonly leftOut: string };

/** The same for the same object, whatever becomes of it; 64 characters. */
export const documentId = ({ type, subtype, key }: ObjectIdentity): string =>
  createHash('sha256')
    .update(JSON.stringify([type, subtype, key]))
    .digest('hex');

/** The table, as documents are made by it. */
export interface EcsTable {
  readonly lookup: TableLookup;
  readonly confidence: ReadonlyMap<string, Json> | undefined;
}

export const ecsTable = (table: FormatTable): EcsTable => ({
  lookup: new TableLookup(table),
  confidence: table.vocabularies.get('confidence'),
});

/** An object as a document; one that is gone says so, and has nothing that a rule would find it by. */
export const documentOf = (object: OutboundObject, table: EcsTable): Mapped => {
  const row = table.lookup.object(object.type, object.subtype);
  if (row?.leaveOut !== undefined) return { leftOut: row.leaveOut };
  // All of an object is said under feedwright.*: a type that no row knows loses nothing.
  const columns: EcsObjectColumns = row?.columns ?? { as: 'document' };
  const fields = new Fields();
  fields.put(commonFields(object, columns.as !== 'document'));
  if (columns.as !== 'document') fields.put(indicatorFields(object, columns.as ?? 'artifact'));
  if (object.gone === undefined) {
    if (columns.field !== undefined) fields.put(valueFields[columns.field]?.(object.value));
    fields.put(columns.set as Readonly<Record<string, Json>> | undefined);
    putAttributes(object, table, fields);
  }
  return { document: fields.tree() };
};

const commonFields = (object: OutboundObject, isIndicator: boolean): Readonly<Record<string, Json | undefined>> => ({
  '@timestamp': iso(object.changedAt),
  'ecs.version': ECS_VERSION,
  'event.kind': 'enrichment',
  'event.category': ['threat'],
  // Rules look for indicators by these three: what is gone, or is none, must not be found.
  'event.type': [isIndicator && object.gone === undefined ? 'indicator' : 'info'],
  'event.created': iso(object.firstSeen),
  tags: object.tags.length === 0 ? undefined : [...object.tags],
  'threat.feed.name': [...object.sources],
  'feedwright.type': object.type,
  'feedwright.subtype': object.subtype === '' ? undefined : object.subtype,
  'feedwright.value': object.value,
  'feedwright.identity': identityParts(object.key, object.value)?.map(String),
  'feedwright.title': object.title,
  'feedwright.description': object.description,
  'feedwright.status': object.status,
  'feedwright.published_at': isoOr(object.publishedAt, undefined),
  'feedwright.happened_at': isoOr(object.happenedAt, undefined),
  'feedwright.expires_at': isoOr(object.expiresAt, undefined),
  'feedwright.gone': object.gone,
  'feedwright.feeds': [...object.feeds],
  'feedwright.attributes': object.attributes.map(({ name, value }) => ({ name, value })),
  'feedwright.related': object.relations.map(({ as, other }) => ({
    ...(as === undefined ? {} : { as }),
    type: other.type,
    value: other.value,
    id: documentId(other),
  })),
});

const indicatorFields = (object: OutboundObject, type: string): Readonly<Record<string, Json | undefined>> => {
  const mark = object.tlp === undefined ? undefined : MARKS[object.tlp];
  return {
    'threat.indicator.type': type,
    'threat.indicator.name': object.value,
    'threat.indicator.id': [documentId(object)],
    'threat.indicator.description': object.description,
    'threat.indicator.modified_at': iso(object.changedAt),
    'threat.indicator.marking.tlp': mark,
    'threat.indicator.marking.tlp_version': mark === undefined ? undefined : '2.0',
  };
};

const putAttributes = (object: OutboundObject, { lookup, confidence }: EcsTable, fields: Fields): void => {
  const isOfPack = (pack: string): boolean => object.feeds.some((feed) => feed.startsWith(`${pack}/`));
  for (const { name, value } of object.attributes) {
    const { field } = (lookup.attribute(name, object.type, isOfPack)?.columns ?? {}) as EcsAttributeColumns;
    if (field === undefined) continue;
    const word = field.endsWith('.confidence') ? confidence?.get(value.toLowerCase()) : undefined;
    fields.put(attributeFields[field]?.(word === undefined ? value : String(word)));
  }
  if (object.type !== 'indicator') return;
  // Where no attribute says otherwise.
  fields.put({
    'threat.indicator.first_seen': iso(object.publishedAt ?? object.firstSeen),
    'threat.indicator.last_seen': iso(object.changedAt),
    'threat.indicator.provider': object.sources[0],
  });
};
