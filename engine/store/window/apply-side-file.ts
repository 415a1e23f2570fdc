import type { SealedSideFile } from '../../staging/side-file.ts';
import type { Transaction } from '../contract/backend.ts';
import type { SealedWindow, WindowPlace } from '../contract/sealed-window.ts';

/** Rows that one transaction writes. */
const BATCH = 10_000;
/** Documents of one transaction. */
const DOCUMENTS = 100;

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

type Write = (transaction: Transaction) => Promise<void>;

/** The side file's content as pieces of work, each for one transaction. Doing one twice is harmless. */
export function* applySideFile(
  side: SealedSideFile,
  { sealed, place }: { readonly sealed: SealedWindow; readonly place: WindowPlace },
): Generator<Write, void> {
  for (const rows of chunks(side.relations())) yield (transaction) => transaction.relate(rows, sealed.now);
  for (const keys of chunks(side.putThrough())) yield (transaction) => transaction.putThrough(keys);
  for (const entries of chunks(side.quarantined())) yield (transaction) => transaction.quarantine(entries, place, sealed.now);
  if (sealed.documents) {
    const documents = side.documents();
    for (const some of chunks(documents.all(), DOCUMENTS))
      yield async (transaction) => {
        for (const one of some) await transaction.document(one, documents.objectsOf(one.key));
      };
  }
  if (!sealed.keepsSeen) return;
  for (const seen of chunks(side.seen())) yield (transaction) => transaction.remember(seen, place.run, sealed.keepSeenUntil);
}
