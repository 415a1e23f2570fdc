import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from './database.ts';
import { APPLICATION_ID, TABLES } from './schema.ts';

const pragma = (db: Database, name: string): number =>
  Object.values(db.get<Record<string, number>>(`PRAGMA ${name}`) ?? {})[0] ?? 0;

export const schemaVersion = (db: Database): number => pragma(db, 'user_version');

const checkTables = (db: Database): void => {
  const there = new Set(db.all<{ name: string }>('SELECT name FROM sqlite_schema').map(({ name }) => name));
  const missing = TABLES.filter((name) => !there.has(name));
  if (missing.length === 0) return;
  throw new EngineError(
    'store.corrupt',
    `The store ${db.path} is damaged: it lacks the table${missing.length === 1 ? '' : 's'} ${missing.join(', ')}.`,
    { hint: 'Restore a backup, or name another file with --store sqlite:PATH.' },
  );
};

/**
 * Refuses a database that is not a store (`store.foreign`), of a newer schema (`store.newer`) or without one of its tables
 * (`store.corrupt`); says whether it is still empty.
 */
export const inspectSchema = (db: Database, newest: number): 'empty' | 'older' | 'current' => {
  const version = schemaVersion(db);
  const tables = db.get<{ n: number }>('SELECT count(*) AS n FROM sqlite_schema')?.n ?? 0;
  if (tables === 0 && version === 0) return 'empty';
  if (pragma(db, 'application_id') !== APPLICATION_ID) {
    throw new EngineError('store.foreign', `The file ${db.path} is a database of another program, not a store.`, {
      hint: 'Name another file with --store sqlite:PATH.',
    });
  }
  if (version > newest) {
    throw new EngineError(
      'store.newer',
      `The store ${db.path} was written by a newer Feedwright (schema ${version}, this one knows ${newest}).`,
      {
        hint: 'Update Feedwright, or name another store.',
      },
    );
  }
  if (version < newest) return 'older';
  checkTables(db);
  return 'current';
};

/**
 * Brings the store to the newest schema in one transaction; `backUp` is called first where there is something to lose.
 * Two processes may do so at once: the second finds it done.
 */
export const migrate = (db: Database, migrations: readonly string[], backUp: (version: number) => void): void => {
  const found = inspectSchema(db, migrations.length);
  if (found === 'current') return;
  if (found === 'older') backUp(schemaVersion(db));
  db.transaction(() => {
    inspectSchema(db, migrations.length);
    for (const step of migrations.slice(schemaVersion(db))) db.exec(step);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    db.exec(`PRAGMA user_version = ${migrations.length}`);
  }, true);
};
