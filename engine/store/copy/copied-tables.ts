import { OBJECT_FIELDS } from '../../object/object-fields.ts';

/** What is copied of one table, in the form that both ends speak: texts, numbers and NULL; true and false as 1 and 0. */
export interface CopiedTable {
  readonly name: string;
  /** Columns in whose order rows are read: a position is their values. */
  readonly key: readonly string[];
  readonly columns: readonly string[];
}

const table = (name: string, key: string, rest = ''): CopiedTable => {
  const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');
  return { name, key: words(key), columns: [...words(key), ...words(rest)] };
};

const FIELDS = OBJECT_FIELDS.map(({ column }) => column).join(' ');

/**
 * All that a store holds. An object's `seq` is the number of its latest change; `before` of a run is [until, text of the state]; what
 * `undo_rows` say is written as PostgreSQL's stores have it, and names of attributes are written out.
 */
export const COPIED_TABLES: readonly CopiedTable[] = [
  table('kinds', 'id', 'type subtype'),
  table('words', 'id', 'word'),
  table('sources', 'id', 'name'),
  table('instances', 'id', 'feed instance partition source_id until_at state revision hold'),
  table('shapes', 'instance_id', 'shape'),
  table('objects', 'id', 'kind_id key value status published_at first_seen changed_at seq'),
  table('listings', 'object_id instance_id', `fingerprint withdrawn_at seq version ${FIELDS}`),
  table('attribute_sets', 'object_id source_id', 'members'),
  table('tags', 'object_id source_id word_id'),
  table('relations', 'object_id source_id to_kind_id to_key as_id'),
  table('refs', 'source_id ref object_id'),
  table('ref_relations', 'source_id from_ref to_ref as_id'),
  table('attachments', 'object_id', 'sha256 size media_type added_at'),
  table('wanted_files', 'instance_id object_id', 'fulfillment args error since'),
  table('runs', 'id', 'run instance_id status started_at ended_at plan summary error_code error_message keeps before undo'),
  table('windows', 'run_id number', 'status ledger objects sealed position'),
  table('listed', 'instance_id object_id'),
  table('seen', 'instance_id key', 'version run_id until'),
  table('quarantine', 'instance_id key', 'place code error run since until at'),
  table('documents', 'id', 'instance_id key version'),
  table('document_objects', 'document_id object_id'),
  table('undo_rows', 'run_id number', 'what object_id upto key stood members'),
  table('action_runs', 'id', 'run action object who request started_at ended_at status answer error_code error_message'),
  table('change_times', 'first', 'at'),
  table('destinations', 'id', 'name fingerprint change ended confirmed_at failing_since failed_at error_code error_message'),
  table('deliveries', 'destination_id object_id', 'far gone'),
  table('attempts', 'destination_id object_id'),
  table('dead_letters', 'destination_id object_id', 'at attempts reason'),
];

export const placeOf = ({ columns }: CopiedTable, column: string): number => columns.indexOf(column);
