import type { Database } from '../database/database.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { Scope } from './object-reader.ts';
import type { SealedWindow, WindowPlace } from '../../../staging/sealed-window.ts';
import { applyDocument } from '../../../staging/staged-documents.ts';
import { SealedSide } from '../../../staging/side-file.ts';

export interface SideContext {
  readonly db: Database;
  readonly dictionaries: Dictionaries;
  readonly scope: Scope;
  readonly place: WindowPlace;
  readonly path: string;
  readonly sealed: SealedWindow;
}

const BATCH = 10_000;
/** Documents of one transaction. */
const DOCUMENTS = 100;
const QUARANTINE = `INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
/** Keys that one statement writes. */
const ROWS = 100;
const putSeen = (rows: number): string => `INSERT INTO seen (instance_id, run_id, until, key, version)
  VALUES ${Array.from({ length: rows }, (_, row) => `(?1, ?2, ?3, ?${4 + 2 * row}, ?${5 + 2 * row})`).join(', ')}
  ON CONFLICT DO UPDATE SET version = excluded.version, run_id = excluded.run_id, until = excluded.until`;

function* chunks<T>(rows: Iterable<T>, most = BATCH): Generator<readonly T[], void> {
  let chunk: T[] = [];
  for (const row of rows) {
    chunk.push(row);
    if (chunk.length < most) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

const eachChunk = function* <T>(rows: Iterable<T>, write: (row: T) => void): Generator<() => void, void> {
  for (const chunk of chunks(rows)) {
    yield () => {
      for (const row of chunk) write(row);
    };
  }
};

/** The side file's content as pieces of work, each for one transaction. Doing one twice is harmless. */
export function* applySide({ db, dictionaries, scope, place, path, sealed }: SideContext): Generator<() => void, void> {
  const { instanceId, sourceId } = scope;
  const { since, until } = place.range;
  const side = new SealedSide(path);
  try {
    yield* eachChunk(side.relations(), ({ from_ref, to_ref, named }) => {
      db.run(
        'INSERT OR IGNORE INTO ref_relations VALUES (?, ?, ?, ?)',
        sourceId,
        from_ref,
        to_ref,
        dictionaries.word(named === '' ? undefined : named),
      );
    });
    yield* eachChunk(side.putThrough(), ({ key }) => {
      db.run('DELETE FROM quarantine WHERE instance_id = ? AND key = ?', instanceId, key);
    });
    yield* eachChunk(side.quarantined(), ({ key, place: at, code, error }) => {
      db.run(QUARANTINE, instanceId, key, at, code, error, place.run, since ?? null, until ?? null, sealed.now);
    });
    if (sealed.documents === true) {
      const documents = side.documents();
      for (const chunk of chunks(documents.all(), DOCUMENTS))
        yield () => {
          for (const one of chunk) applyDocument(db, instanceId, one, documents.objectsOf(one.key));
        };
    }
    if (!sealed.keepsSeen) return;
    for (const chunk of chunks(side.seen())) {
      yield () => {
        for (let at = 0; at < chunk.length; at += ROWS) {
          const some = chunk.slice(at, at + ROWS);
          db.run(
            putSeen(some.length),
            instanceId,
            place.runRow,
            sealed.keepSeenUntil ?? null,
            ...some.flatMap(({ key, version }) => [key, version]),
          );
        }
      };
    }
  } finally {
    side.close();
  }
}
