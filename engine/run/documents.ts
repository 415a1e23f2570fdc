import type { Batch } from '../components/decoders/decoder.ts';
import type { Scope } from '../expression/evaluator.ts';
import type { JsonRecord } from '../language/json.ts';
import type { Source } from '../language/model.ts';
import { checkArguments } from './arguments.ts';
import { readPages } from './page-loop.ts';
import type { PageSink } from './page-loop.ts';
import { inTurn } from './pool.ts';
import type { Turn } from './pool.ts';
import { WindowRestart } from './restart.ts';
import { sourceEnd, stagingSink, watched } from './source-sink.ts';
import type { SourceEnd, SourceRead } from './source-sink.ts';

type EachSource = Extract<Source, { kind: 'each' }>;

/** Records of a document that are held until the documents before it have ended; a longer one is read on only then. */
const HELD = 2000;

/** A document said `stop_here`; nothing after it counts. */
class StopHere extends Error {
  readonly end: SourceEnd;
  constructor(end: SourceEnd) {
    super();
    this.end = end;
  }
}

/** An index, then its documents: each document's records have the index entry as `$parent`, and come in the index's order. */
export async function fetchDocuments(source: EachSource, read: SourceRead): Promise<SourceEnd> {
  const { context, scope, counter } = read;
  const entries: JsonRecord[] = [];
  const index = await readPages(context.endpoint(source.each), scope, context, { ...watched(context), ...gathered(entries) });
  const end = sourceEnd(index, counter);
  if (end.stopHere) return end;
  const wanted = chosen(entries, source, read);
  const documents = context.endpoint(source.call);
  const args = source.with && context.evaluator.tree(source.with);
  // What looks at the bytes of every body wants them one body after the other.
  const atOnce = context.state?.session.onBody === undefined ? source.concurrency : 1;
  try {
    await inTurn(wanted, atOnce, async (entry, turn) => {
      const own = { ...scope, parent: entry };
      const inner = { ...own, args: checkArguments(documents.endpoint, args?.(entry, own), source.place) };
      const held = atOnce === 1 ? undefined : heldSink(read, turn);
      const pages = await readPages(documents, inner, context, held ?? stagingSink(read));
      await turn.come();
      await held?.release();
      const answered = sourceEnd(pages, counter);
      if (answered.stopHere) throw new StopHere(answered);
    });
  } catch (error) {
    if (error instanceof StopHere) return error.end;
    throw error;
  }
  return { ...end, stopReason: `${end.stopReason}; ${wanted.length} ${wanted.length === 1 ? 'document' : 'documents'}` };
}

/** The entries that `where` leaves, counted. */
function chosen(
  entries: readonly JsonRecord[],
  source: EachSource,
  { context, scope, counter }: SourceRead,
): readonly JsonRecord[] {
  if (source.where === undefined) return entries;
  const where = context.evaluator.condition(source.where);
  const wanted = entries.filter((entry) => where(entry, scope));
  if (wanted.length < entries.length) counter.note('index entries left out', entries.length - wanted.length);
  return wanted;
}

/** Keeps the records of all pages; a page that is read again counts once. */
function gathered(into: JsonRecord[]): Pick<PageSink, 'page' | 'begin' | 'batch'> {
  let before = 0;
  return {
    page: () => void (before = into.length),
    begin: () => void (into.length = before),
    batch: async ({ records }) => {
      for (const record of records) into.push(record);
    },
  };
}

/** Holds what comes before its turn, and goes straight on from then. */
function heldSink(read: SourceRead, turn: Turn): PageSink & { release(): Promise<void> } {
  const { context, take } = read;
  const { answered } = watched(context);
  let held: { readonly batch: Batch; readonly scope: Scope }[] = [];
  let answers: (() => void)[] = [];
  let records = 0;
  /** Of `held`, where the page under way begins. */
  let pageAt = 0;
  let pageIsOut = false;
  const release = async (): Promise<void> => {
    pageIsOut = true;
    const [batches, told] = [held, answers];
    [held, answers, records, pageAt] = [[], [], 0, 0];
    for (const { batch, scope } of batches) await take(batch, scope);
    for (const tell of told) tell();
  };
  return {
    page: () => {
      pageAt = held.length;
      pageIsOut = false;
    },
    begin: () => {
      if (pageIsOut) throw new WindowRestart();
      for (const { batch } of held.splice(pageAt)) records -= batch.records.length;
    },
    batch: async (batch, scope) => {
      held.push({ batch, scope });
      records += batch.records.length;
      if (!turn.has() && records <= HELD) return;
      await turn.come();
      await release();
    },
    answered: (answer, evaluate) => {
      answers.push(() => answered(answer, evaluate));
    },
    release,
  };
}
