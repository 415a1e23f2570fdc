/** What STIX 2.1 asks for and JSON schemas can't say, rule by rule. */
import { observableId } from '../../../../engine/components/sinks/stix/ids/observable-id.ts';
import type { StixObject } from '../../../../engine/components/sinks/stix/objects/stix-object.ts';
import { readerOf } from '../../../../engine/components/sinks/stix/pattern/observables.ts';
import { readObservablePath } from '../../../../engine/components/sinks/stix/pattern/pattern.ts';
import { isObservable } from '../../../../engine/components/sinks/stix/words/properties.ts';
import { isFor, isStandard } from '../../../../engine/components/sinks/stix/words/relationship-types.ts';
import { openVocabulary, vocabularyNames } from '../../../../engine/components/sinks/stix/words/vocabularies.ts';
import { readStixPattern } from '../../../../engine/expression/formats/read-stix-pattern.ts';

interface Rule {
  readonly rule: string;
  /** What breaks it: nothing where all is well. */
  broken(object: StixObject, known: ReadonlyMap<string, StixObject>): readonly unknown[];
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID = /--[0-9a-f]{8}-[0-9a-f]{4}-([1-8])[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TIMES = `created modified valid_from valid_until first_seen last_seen start_time stop_time published first_observed
  last_observed`.split(/\s+/);
/** The later one, the earlier one, and whether they may be the same. */
const ORDERS = [
  ['valid_until', 'valid_from', false],
  ['stop_time', 'start_time', false],
  ['last_seen', 'first_seen', true],
  ['last_observed', 'first_observed', true],
  ['modified', 'created', true],
] as const;
const HASHES: Readonly<Record<string, number>> = { MD5: 32, 'SHA-1': 40, 'SHA-256': 64, 'SHA-384': 96, 'SHA-512': 128 };
const NEVER_ON_OBSERVABLES = `created modified labels confidence external_references revoked created_by_ref`.split(' ');
/** They never change, and so have no versions. */
const NEVER_ON_MARKINGS = ['modified', 'revoked', 'labels', 'confidence', 'lang'];
const OWN_NAMES = /^(?:x_[a-z0-9_]+)$/;

const typeOf = (id: string): string => id.slice(0, id.indexOf('--'));
const instant = (value: unknown): number => Date.parse(String(value));
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const refsOf = (object: StixObject): readonly (readonly [string, string])[] =>
  Object.entries(object).flatMap(([name, value]) => {
    if (name.endsWith('_ref')) return [[name, String(value)] as const];
    return name.endsWith('_refs') ? list(value).map((one) => [name, String(one)] as const) : [];
  });

/** Everything within: null, empty lists, empty maps and empty names. */
const empties = (value: unknown, path: string): readonly string[] => {
  if (value === null || (Array.isArray(value) && value.length === 0)) return [path];
  if (typeof value !== 'object') return [];
  const entries = Object.entries(value);
  return entries.length === 0 ? [path] : entries.flatMap(([name, one]) => empties(one, `${path}.${name}`));
};

export const RULES: readonly Rule[] = [
  {
    rule: 'An end comes after its beginning: valid_until, stop_time; last_seen, last_observed and modified not before it (3.6, 4.x)',
    broken: (object) =>
      ORDERS.filter(([late, early, same]) => {
        if (object[late] === undefined || object[early] === undefined) return false;
        const [end, begin] = [instant(object[late]), instant(object[early])];
        return same ? end < begin : end <= begin;
      }),
  },
  {
    rule: 'Times are those of a calendar, in UTC with milliseconds (2.16, 3.2)',
    broken: (object) =>
      TIMES.filter((name) => object[name] !== undefined).filter(
        (name) => !TIMESTAMP.test(String(object[name])) || new Date(instant(object[name])).toISOString() !== object[name],
      ),
  },
  {
    rule: 'A pattern is one, of known observables and properties, and of one value (9)',
    broken: (object) => {
      if (object['pattern_type'] !== 'stix') return [];
      const [one, ...more] = readStixPattern(String(object['pattern'])) ?? [];
      const path = one && readObservablePath(`${one.type}:${one.path}`);
      return path === undefined || readerOf(path) === undefined || more.length > 0 ? [object['pattern']] : [];
    },
  },
  {
    rule: 'References resolve within the bundle, and lead to what may stand there (3.2, 7.2)',
    broken: (object, known) =>
      refsOf(object).filter(([name, id]) => {
        if (!known.has(id) || id === object.id) return true;
        if (name === 'created_by_ref') return typeOf(id) !== 'identity';
        return name === 'object_marking_refs' && typeOf(id) !== 'marking-definition';
      }),
  },
  {
    rule: 'An id has the type of its object, and its UUID a version; observables have the ids that follow from them, extensions of our own apart (2.9)',
    broken: (object) => {
      if (typeOf(object.id) !== object.type || !UUID.test(object.id)) return [object.id];
      const { extensions, ...named } = object;
      const given = Object.entries(extensions ?? {}).filter(([id]) => !id.startsWith('extension-definition--'));
      const full = given.length === 0 ? named : { ...named, extensions: Object.fromEntries(given) };
      return isObservable(object.type) && observableId(object.type, full) !== object.id ? [object.id] : [];
    },
  },
  {
    rule: 'Everything is of version 2.1, and says so (3.2)',
    broken: (object) => (object['spec_version'] === '2.1' ? [] : [object.id]),
  },
  {
    rule: 'Nothing is null, no list or map is empty (2.12)',
    broken: (object) => empties(object, object.type),
  },
  {
    rule: 'Observables have no times, labels, confidence, author (3.2), markings no versions (7.2)',
    broken: (object) => {
      const never = isObservable(object.type)
        ? NEVER_ON_OBSERVABLES
        : object.type === 'marking-definition'
          ? NEVER_ON_MARKINGS
          : [];
      return never.filter((name) => name in object);
    },
  },
  {
    rule: 'Hashes are as long as their algorithm has it (10.8)',
    broken: ({ hashes = {} }) =>
      Object.entries(hashes as Readonly<Record<string, string>>).filter(
        ([name, hash]) => HASHES[name] !== undefined && hash.length !== HASHES[name],
      ),
  },
  {
    rule: 'Words are those of a vocabulary, or spelt like them (10)',
    broken: (object) =>
      vocabularyNames.flatMap((name) =>
        [object[name] ?? []]
          .flat()
          .filter(
            (word) =>
              openVocabulary(name)?.includes(String(word)) !== true &&
              !/^[\p{Ll}\p{Lo}\p{N}]+(?:-[\p{Ll}\p{Lo}\p{N}]+)*$/u.test(String(word)),
          ),
      ),
  },
  {
    rule: "A relationship of the standard's types is between what the standard says (appendix B)",
    broken: ({ type, relationship_type: kind, source_ref: source, target_ref: target }) =>
      type !== 'relationship' || !isStandard(String(kind)) || isFor(String(kind), typeOf(String(source)), typeOf(String(target)))
        ? []
        : [[kind, source, target]],
  },
  {
    rule: 'External references name a source and something of it; ids of CVE and CAPEC have their form (2.5)',
    broken: (object) =>
      (list(object['external_references']) as readonly Readonly<Record<string, string>>[]).filter(
        ({ source_name: source, external_id: id, url, description }) =>
          source === undefined ||
          (id ?? url ?? description) === undefined ||
          (source === 'cve' && id !== undefined && !/^CVE-\d{4}-\d{4,}$/.test(id)) ||
          (source === 'capec' && id !== undefined && !/^CAPEC-\d+$/.test(id)),
      ),
  },
  {
    rule: 'Hives of the registry are written out, MAC addresses in lower case with colons (6.10, 6.17)',
    broken: (object) =>
      [
        object.type === 'windows-registry-key' && /^HK(?:LM|CU|CR|U|CC)\b/.test(String(object['key'])),
        object.type === 'mac-addr' && !/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(String(object['value'])),
      ].filter(Boolean),
  },
  {
    rule: 'Malware says whether it is a family (4.11); confidence is from 0 to 100 (3.2)',
    broken: (object) => [
      ...(object.type === 'malware' && typeof object['is_family'] !== 'boolean' ? ['is_family'] : []),
      ...(object['confidence'] !== undefined && !(Number(object['confidence']) >= 0 && Number(object['confidence']) <= 100)
        ? ['confidence']
        : []),
    ],
  },
  {
    rule: 'Names of properties have 3 to 250 characters; those of our own begin with x_ or stand in an extension (3.1, 7.3)',
    broken: (object) =>
      Object.keys(object).filter(
        (name) => name !== 'id' && (!/^[a-z0-9_]{3,250}$/.test(name) || (name.startsWith('x_') && !OWN_NAMES.test(name))),
      ),
  },
  {
    rule: 'An extension has its definition in the bundle, but for those of the standard (7.3)',
    broken: (object, known) =>
      Object.keys((object['extensions'] ?? {}) as object).filter(
        (id) => !known.has(id) && id !== 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d',
      ),
  },
];

/** What is wrong with objects that stand in one bundle: the rule, the id, and what breaks it. */
export const checkStix = (objects: readonly StixObject[]): readonly string[] => {
  const known = new Map(objects.map((object) => [object.id, object]));
  const doubled = known.size === objects.length ? [] : ['Ids stand once in a bundle (8)'];
  const uuids = Map.groupBy(objects, ({ id }) => id.slice(id.indexOf('--')));
  const shared = [...uuids]
    .filter(([, all]) => new Set(all.map(({ type }) => type)).size > 1)
    .map(([id]) => `A UUID is of one type (2.9): ${id}`);
  return [
    ...doubled,
    ...shared,
    ...objects.flatMap((object) =>
      RULES.flatMap(({ rule, broken }) => broken(object, known).map((one) => `${rule}: ${object.id} ${JSON.stringify(one)}`)),
    ),
  ];
};
