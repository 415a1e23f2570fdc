import type { StixObjectColumns } from '../format.ts';
import { extensionOf, type ObjectParts } from './object-parts.ts';
import type { ExternalReference } from './place-attributes.ts';
import { isPropertyName, kindOf } from '../words/properties.ts';
import { type StixObject, timestamp, withoutEmpty } from './stix-object.ts';

type Properties = Readonly<Record<string, unknown>>;

/** An object that is no observable. */
export const domainObject = (parts: ObjectParts): StixObject => {
  const { object, own, placed, common } = parts;
  const created = timestamp(object.firstSeen) ?? '';
  const { labels = [], ...properties } = placed.properties as { readonly labels?: readonly string[] };
  return {
    type: own.type,
    spec_version: '2.1',
    id: own.id,
    ...withoutEmpty({
      created_by_ref: common.created_by_ref,
      created,
      modified: timestamp(modifiedOf(parts)),
      revoked: common.revoked,
      ...constantsOf(parts),
      ...ofType(parts, created),
      ...properties,
      labels: [...new Set([...object.tags, ...labels])].filter((label) => label !== ''),
      external_references: referencesOf(parts),
      object_marking_refs: common.object_marking_refs,
    }),
    extensions: extensionOf(parts),
  };
};

/** What a report or note is about, and an end that has come, change it as well. */
const modifiedOf = ({ object, relations }: ObjectParts): number => {
  const { changedAt, expiresAt = 0, gone } = object;
  return Math.max(changedAt, relations.youngest, gone === 'expired' ? expiresAt : 0);
};

/** Of those that the table sets, the ones that objects of the type have. */
const constantsOf = ({ own }: ObjectParts): Properties =>
  Object.fromEntries(Object.entries(own.columns.set ?? {}).filter(([name]) => isPropertyName(name) && kindOf(name, own.type)));

/** What the standard asks of a type, beside what all have. */
const ofType = (parts: ObjectParts, created: string): Properties => {
  const {
    object,
    own,
    relations: { within },
    producer,
  } = parts;
  const { title, description = '', publishedAt } = object;
  const named = { name: own.name, description };
  // A report or note that is about nothing that goes out is about who hands it on.
  const about = within.length === 0 ? [producer] : within;
  switch (own.type) {
    case 'indicator':
      return indicator(parts, created);
    case 'malware':
      return { ...named, is_family: own.columns.set?.is_family ?? true };
    case 'note':
      return description === ''
        ? { abstract: title, content: object.value, object_refs: about }
        : { abstract: own.name, content: description, object_refs: about };
    case 'report':
      return { ...named, published: timestamp(publishedAt) ?? created, object_refs: about };
    default:
      return named;
  }
};

/** Rules that match nothing: what is taken back comes without its own, and must have one. */
const NOTHING: Readonly<Record<NonNullable<StixObjectColumns['pattern_type']>, string>> = {
  pcre: '(?!)',
  sigma: 'title: taken back',
  snort: '# taken back',
  suricata: '# taken back',
  yara: 'rule taken_back { condition: false }',
};

/** So much behind `valid_from` an end lies at least. */
const LEAST = 1000;

/** `valid_until` must come after `valid_from`: an end that lies before is taken for one at once. */
const indicator = ({ object, own, placed, options }: ObjectParts, created: string): Properties => {
  const { firstSeen, changedAt, gone, description } = object;
  const validFrom = timestamp(object.publishedAt) ?? created;
  const expires = object.expiresAt ?? (gone === 'expired' ? changedAt : Infinity);
  const ends = gone === 'withdrawn' ? Math.min(expires, changedAt) : expires;
  const from = validFrom === created ? firstSeen : (object.publishedAt ?? firstSeen);
  const isOpenCti = options.profile === 'opencti';
  const type = own.columns.pattern_type ?? 'pcre';
  return {
    name: own.name,
    ...(own.pattern === undefined
      ? { pattern: (description ?? '').trim() === '' ? NOTHING[type] : description, pattern_type: type }
      : { description, pattern: own.pattern, pattern_type: 'stix', pattern_version: '2.1' }),
    valid_from: validFrom,
    valid_until: timestamp(Math.max(ends, from + LEAST)),
    x_opencti_score: placed.score,
    x_opencti_main_observable_type: isOpenCti && own.observable ? openCtiObservable(own.observable.path.type) : undefined,
  };
};

/** As OpenCTI calls it: `IPv4-Addr`, `StixFile`, `User-Account`. */
const openCtiObservable = (type: string): string =>
  type === 'file'
    ? 'StixFile'
    : type.replace(/^ip/, 'IP').replaceAll(/(^|-)([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());

const IDS: Readonly<Record<string, RegExp>> = {
  cve: /\bCVE-\d{4}-(?:0\d{3}|[1-9]\d{3,18})\b/i,
  capec: /\bCAPEC-\d{1,6}\b/i,
  technique: /\bT\d{4}(?:\.\d{3})?\b/,
};

/** Catalogues that the value is an entry of, and what attributes refer to; each once. */
const referencesOf = ({ object, own, placed }: ObjectParts): readonly ExternalReference[] => {
  const { reference, source } = own.columns;
  const id = reference === undefined ? undefined : IDS[reference]?.exec(object.value)?.[0]?.toUpperCase();
  const first = id === undefined || reference === undefined ? [] : [{ source_name: source ?? reference, external_id: id }];
  return [...new Map([...first, ...placed.references].map((one) => [JSON.stringify(one), one])).values()];
};
