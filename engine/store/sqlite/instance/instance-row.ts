import type { Database } from '../../../disk/database.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { SourceScope } from '../apply/object-reader.ts';
import type { InstanceKey } from '../../contract/store.ts';

interface Row {
  readonly id: number;
  readonly source_id: number;
}

/** No row has this number: what a dry run knows of an instance that never ran. */
const NONE = -1;

export const findInstance = (
  db: Database,
  { feed, instance, partition }: Pick<InstanceKey, 'feed' | 'instance' | 'partition'>,
): Row | undefined =>
  db.get<Row>('SELECT id, source_id FROM instances WHERE feed = ? AND instance = ? AND partition = ?', feed, instance, partition);

export const knownScope = (db: Database, key: InstanceKey): SourceScope => {
  const found = findInstance(db, key);
  return { instanceId: found?.id ?? NONE, sourceId: found?.source_id ?? NONE };
};

/** A source that only this instance has is renamed with it; otherwise the instance goes over to the other source. */
const moveSource = (db: Database, dictionaries: Dictionaries, row: Row, name: string): number => {
  const current = db.get<{ name: string }>('SELECT name FROM sources WHERE id = ?', row.source_id)?.name;
  if (current === name) return row.source_id;
  const users = db.get<{ n: number }>('SELECT count(*) AS n FROM instances WHERE source_id = ?', row.source_id)?.n ?? 0;
  const taken = db.get<{ id: number }>('SELECT id FROM sources WHERE name = ?', name);
  if (users === 1 && taken === undefined) {
    db.run('UPDATE sources SET name = ? WHERE id = ?', name, row.source_id);
    return row.source_id;
  }
  const sourceId = taken?.id ?? dictionaries.source(name);
  db.run('UPDATE instances SET source_id = ? WHERE id = ?', sourceId, row.id);
  return sourceId;
};

export const ensureInstance = (db: Database, dictionaries: Dictionaries, key: InstanceKey): SourceScope =>
  db.transaction(() => {
    const found = findInstance(db, key);
    if (found !== undefined) return { instanceId: found.id, sourceId: moveSource(db, dictionaries, found, key.source) };
    const sourceId = dictionaries.source(key.source);
    const { id } = db.run(
      'INSERT INTO instances (feed, instance, partition, source_id) VALUES (?, ?, ?, ?)',
      key.feed,
      key.instance,
      key.partition,
      sourceId,
    );
    return { instanceId: id, sourceId };
  });
