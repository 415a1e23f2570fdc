import { versionText, type StagedHead } from '../../../object/object-codec.ts';
import { OBJECT_FIELDS } from '../../../object/object-fields.ts';
import { defaultStatus } from '../../../object/object-status.ts';
import type { Decision } from '../../contract/backend.ts';
import type { Words } from '../database/dictionaries.ts';
import type { Session } from '../database/pool.ts';
import type { SourceScope } from '../instance/fenced-database.ts';
import { copyRows, type Cell } from './copy-rows.ts';
import { putFiles } from './file-rows.ts';
import { addParts } from './object-parts.ts';

export interface NewObject {
  readonly id: number;
  readonly seq: number;
  readonly created: Extract<Decision, { kind: 'create' }>;
}

const OBJECT = ['id', 'kind_id', 'key', 'value', 'status', 'published_at', 'first_seen', 'changed_at'];
const LISTING = ['object_id', 'instance_id', 'fingerprint', 'seq', 'version', ...OBJECT_FIELDS.map(({ column }) => column)];
const NO_MEMBERS = '[]';

const listingRow = ({ id, seq, created }: NewObject, instanceId: number): Cell[] => {
  const { head, fingerprint } = created;
  const version = head.version === undefined ? null : versionText(head.version);
  const row: Cell[] = [id, instanceId, fingerprint, seq, version];
  for (const { name } of OBJECT_FIELDS) row.push(head[name] ?? null);
  return row;
};

const valueOf = ({ value, key }: StagedHead): string | null => (value === key ? null : value);

/** Writes objects that were not there, in the order of their identities, which is theirs here. */
export const putNewObjects = async (
  session: Session,
  { instanceId, sourceId }: SourceScope,
  objects: readonly NewObject[],
  { words, now }: { readonly words: Words; readonly now: number },
): Promise<void> => {
  if (objects.length === 0) return;
  const rows = objects.map(({ id, created: { head } }): readonly Cell[] => {
    const status = head.status ?? defaultStatus(head.type);
    return [id, words.kind(head.type, head.subtype), head.key, valueOf(head), status, head.publishedAt ?? null, now, now];
  });
  await copyRows(session, 'objects', OBJECT, rows);
  await copyRows(
    session,
    'listings',
    LISTING,
    objects.map((object) => listingRow(object, instanceId)),
  );
  const withMembers = objects.filter(({ created }) => created.members !== NO_MEMBERS);
  const sets = withMembers.map(({ id, created }): readonly Cell[] => [id, sourceId, created.members]);
  await copyRows(session, 'attribute_sets', ['object_id', 'source_id', 'members'], sets);
  const parts = objects.map(({ id, created: { head } }) => ({ id, tags: head.tags, refs: head.refs, related: head.related }));
  await addParts(session, sourceId, parts, words);
  const files = objects.flatMap(({ id, created: { head } }) => (head.file === undefined ? [] : [{ id, file: head.file }]));
  await putFiles(session, instanceId, files, now);
};
