import type { JsonRecord } from '../../../../language/basics/json.ts';
import { namedId, OASIS_NAMESPACE } from './uuid.ts';

const low = (value: unknown): string => String(value).toLowerCase().trim();
const trimmed = (value: unknown): string => String(value).trim();

/** Those of the properties that there are. */
const present = (properties: JsonRecord, ...names: readonly string[]): JsonRecord =>
  Object.fromEntries(names.flatMap((name) => (properties[name] === undefined ? [] : [[name, properties[name]]])));

const byName = ({ name }: JsonRecord): JsonRecord => ({ name: low(name) });
const byTechnique = (trim: boolean) => (properties: JsonRecord) => {
  const { x_mitre_id: id } = properties;
  return id === undefined ? byName(properties) : { x_mitre_id: trim ? trimmed(id) : id };
};
const dated = (time: string) => (properties: JsonRecord) => ({ ...byName(properties), ...present(properties, time) });

/** What OpenCTI hashes of an object, by its type; times as they are written. */
const NAMED_BY: Readonly<Record<string, (properties: JsonRecord) => JsonRecord>> = {
  'attack-pattern': byTechnique(true),
  campaign: byName,
  'case-incident': dated('created'),
  'course-of-action': byTechnique(false),
  grouping: (one) => ({ ...byName(one), context: low(one['context']), ...present(one, 'created') }),
  identity: (one) => ({ ...byName(one), identity_class: low(one['identity_class']) }),
  incident: dated('created'),
  indicator: ({ pattern }) => ({ pattern: trimmed(pattern) }),
  infrastructure: byName,
  'intrusion-set': byName,
  malware: byName,
  note: (one) => ({ content: trimmed(one['content']), ...present(one, 'created') }),
  'observed-data': ({ object_refs: refs = [] }) => ({ objects: (refs as readonly string[]).toSorted() }),
  relationship: (one) => ({
    ...present(one, 'relationship_type', 'source_ref', 'target_ref', 'start_time'),
    ...(one['start_time'] === undefined ? {} : present(one, 'stop_time')),
  }),
  report: dated('published'),
  sighting: (one) => ({
    type: 'sighting',
    ...present(one, 'sighting_of_ref', 'where_sighted_refs', 'first_seen', 'last_seen'),
  }),
  'threat-actor': (one) => ({ ...byName(one), opencti_type: one['opencti_type'] ?? 'Threat-Actor-Group' }),
  tool: byName,
  vulnerability: byName,
};

/**
 * The id that OpenCTI derives for an object with these properties; undefined for a type that it derives none for. It is of the
 * namespace of observables, which the standard keeps for those.
 */
export const openCtiId = (type: string, properties: JsonRecord): string | undefined => {
  const named = Object.hasOwn(NAMED_BY, type) ? NAMED_BY[type]?.(properties) : undefined;
  return named === undefined ? undefined : namedId(OASIS_NAMESPACE, type, named);
};
