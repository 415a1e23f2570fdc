import { parseInstant } from '../../../../language/basics/instant.ts';
import type { FormatTable, TableLookup } from '../../../../language/format-table/format-table.ts';
import type { OutboundAttribute, OutboundObject } from '../../../../object/outbound.ts';
import type { StixAttributeColumns } from '../format.ts';
import { isUri } from '../pattern/read-values.ts';
import { kindOf, type PropertyKind } from '../words/properties.ts';
import { hyphenated, openVocabulary } from '../words/vocabularies.ts';
import { timestamp } from './stix-object.ts';

export interface ExternalReference {
  readonly source_name: string;
  readonly description?: string;
  readonly url?: string;
  readonly external_id?: string;
}

/** Where the attributes of an object go. */
export interface PlacedAttributes {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly references: readonly ExternalReference[];
  /** From 0 to 100. */
  readonly score: number | undefined;
  /** Those that STIX has no place for. */
  readonly others: readonly { readonly name: string; readonly value: string }[];
}

const WEB = /^https?:\/\//i;
const FORMS: Readonly<Record<string, RegExp>> = { cve: /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,})$/, capec: /^CAPEC-\d+$/ };

/** An address or an id elsewhere; undefined for an id that its catalogue can't have. */
const externalReference = (source: string, value: string): ExternalReference | undefined => {
  if (WEB.test(value) && isUri(value) && URL.canParse(value)) return { source_name: source, url: value };
  if (FORMS[source] !== undefined && !FORMS[source].test(value)) return undefined;
  return /^https?:|[\s\p{Cc}]/iu.test(value)
    ? { source_name: source, description: value }
    : { source_name: source, external_id: value };
};

const FLAGS: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };

interface Taker {
  readonly type: string;
  /** Where nothing takes a score it stays an attribute. */
  readonly takesScore: boolean;
  readonly lookup: TableLookup;
  readonly table: FormatTable;
}

/** Puts attributes where the table says; what a property can't take stays an attribute. */
export const placeAttributes = (object: OutboundObject, { type, takesScore, lookup, table }: Taker): PlacedAttributes => {
  const properties: Record<string, unknown> = {};
  const references: ExternalReference[] = [];
  const others: { readonly name: string; readonly value: string }[] = [];
  const isOfPack = (pack: string): boolean => object.feeds.some((feed) => feed.startsWith(`${pack}/`));
  let score: number | undefined;

  const place = ({ name, value }: OutboundAttribute): boolean => {
    const row = lookup.attribute(name, object.type, isOfPack);
    if (row === undefined) return false;
    const { property, source } = row.columns as StixAttributeColumns;
    if (property === undefined) return false;
    if (property === 'external_reference') {
      const reference = externalReference(source ?? name, value);
      if (reference !== undefined) references.push(reference);
      return reference !== undefined;
    }
    if (property === 'score') {
      const read = takesScore && score === undefined ? percent(value, table) : undefined;
      score ??= read;
      return read !== undefined;
    }
    const kind = kindOf(property, type);
    return kind !== undefined && put(properties, property, kind, value, table);
  };

  for (const attribute of object.attributes) if (!place(attribute)) others.push({ name: attribute.name, value: attribute.value });
  return { properties: inOrder(properties, others), references, score, others };
};

/** False where the property can't take the value, or has one already. */
const put = (
  properties: Record<string, unknown>,
  property: string,
  kind: PropertyKind,
  value: string,
  table: FormatTable,
): boolean => {
  const read = READERS[kind](value, property, table);
  if (read === undefined) return false;
  if (kind !== 'texts' && kind !== 'words') {
    if (properties[property] !== undefined) return false;
    properties[property] = read;
    return true;
  }
  const list = (properties[property] ?? []) as readonly unknown[];
  properties[property] = list.includes(read) ? list : [...list, read];
  return true;
};

type Reader = (value: string, property: string, table: FormatTable) => string | number | boolean | undefined;

/** A word of the vocabulary; another one is spelt as the standard asks. */
const word: Reader = (value, property, table) => {
  const given = table.vocabularies.get(property)?.get(value.toLowerCase().trim());
  if (given !== undefined && given !== null) return hyphenated(String(given));
  const plain = hyphenated(value);
  const words = openVocabulary(property);
  return words?.find((one) => one === plain || one.replaceAll('-', '') === plain?.replaceAll('-', '')) ?? plain;
};

const percent = (value: string, table: FormatTable): number | undefined => {
  const given = table.vocabularies.get('confidence')?.get(value.toLowerCase().trim());
  const number = /^\s*\d{1,3}(?:\.\d{1,9})?\s*%?\s*$/.test(value)
    ? Number.parseFloat(value)
    : given === undefined
      ? NaN
      : Number(given);
  return number >= 0 && number <= 100 ? Math.round(number) : undefined;
};

const text: Reader = (value) => value;
const READERS: Readonly<Record<PropertyKind, Reader>> = {
  text,
  texts: text,
  word,
  words: word,
  percent: (value, _, table) => percent(value, table),
  time: (value) => timestamp(parseInstant(value)),
  flag: (value) => FLAGS[value.toLowerCase()],
};

/** What was seen last before it was seen first is said as it came. */
const inOrder = (
  properties: Record<string, unknown>,
  others: { readonly name: string; readonly value: string }[],
): Readonly<Record<string, unknown>> => {
  const { first_seen: first, last_seen: last, ...rest } = properties;
  if (first === undefined || last === undefined || String(first) <= String(last)) return properties;
  others.push({ name: 'First Seen', value: String(first) }, { name: 'Last Seen', value: String(last) });
  return rest;
};
