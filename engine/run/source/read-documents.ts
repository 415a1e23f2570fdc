import type { Batch } from '../../components/decoders/decoder.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';
import { checkArguments } from '../endpoint/arguments.ts';
import { recordHash } from '../context/record-hash.ts';
import { accountFailed, apart, documentName } from './failed-documents.ts';
import type { Lack } from '../../store/contract/window-seen.ts';
import type { EachSource, IndexMemory } from './index-memory.ts';
import { lookingAround } from './look-around.ts';
import { readPages } from './read-pages.ts';
import type { PageSink } from './read-pages.ts';
import { inTurn } from '../context/semaphore.ts';
import type { Turn } from '../context/semaphore.ts';
import { WindowRestart } from '../context/signals.ts';
import { sourceEnd, stagingSink, watched } from './source-sink.ts';
import type { SourceEnd, SourceRead } from './source-sink.ts';
import { wantedOfIndex } from '../wanted/wanted-of.ts';

/** Records of a document that are held until the documents before it have ended; a longer one is read on only then. */
const HELD = 2000;

/** Bytes of all documents together that are taken in before their turn; beyond them each waits for it. */
const UNDER_WAY = 16 * 1024 * 1024;

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
  const index = await readPages(context.endpoint(source.each), scope, context, {
    ...watched(context),
    ...gathered(entries),
    note: (because, times) => counter.note(because, times),
    wanted: wantedOfIndex(source, context.evaluator, scope),
    ...lookingAround(read, () => entries.length),
  });
  const end = sourceEnd(index, counter);
  if (end.stopHere) return end;
  const documents = context.endpoint(source.call);
  const tree = source.with && context.evaluator.tree(source.with);
  const argsOf = (entry: JsonRecord): unknown =>
    checkArguments(documents.endpoint, tree?.(entry, { ...scope, parent: entry }), source.place);
  const memory = await read.memory(source);
  const wanted = chosen(entries, source, argsOf, memory, read);
  let failed = 0;
  const underWay = { bytes: 0 };
  // What looks at the bytes of every body wants them one body after the other.
  const atOnce = context.state?.session.onBody === undefined ? source.concurrency : 1;
  try {
    await inTurn(wanted, atOnce, async ({ entry, number, late }, turn) => {
      const take = apart(late ? read.takeLate : read.take);
      const own: SourceRead = { ...read, take: remembering(take, memory, entry) };
      const held = atOnce === 1 ? undefined : heldSink(own, turn, underWay);
      let name: string | undefined;
      let answered: SourceEnd;
      try {
        const args = argsOf(entry);
        name = documentName(entry, args, context.services.redact);
        const pages = await readPages(documents, { ...scope, parent: entry, args }, context, held ?? stagingSink(own));
        await turn.come();
        await held?.release();
        answered = sourceEnd(pages, counter);
        memory?.end(entry, answered.last?.verdict.kind !== 'skip');
      } catch (error) {
        await turn.come();
        memory?.end(entry, false);
        const place = `entry ${number} of ${source.each}`;
        accountFailed(error, { name: name ?? recordHash(entry), place, onFailure: source.onFailure }, read.documents);
        failed++;
        return;
      } finally {
        held?.end();
      }
      if (answered.stopHere) throw new StopHere(answered);
      for (const known of [name, recordHash(entry)]) if (read.documents.aside.has(known)) read.documents.putThrough(known);
    });
  } catch (error) {
    if (error instanceof StopHere) return error.end;
    throw error;
  }
  const fetched = new Set(wanted.map(({ entry }) => entry));
  memory?.finish(
    entries,
    entries.filter((entry) => !fetched.has(entry)),
  );
  if (failed > 0) counter.lack(lackOf(failed, wanted.length, source));
  return ended(end, wanted.length, failed, source);
}

const lackOf = (failed: number, documents: number, { place }: EachSource): Lack => ({
  what: 'documents',
  words: `${failed} of ${documents} documents could not be had`,
  place: formatPlace(place),
});

/** Tells what remembers the index that a document's records begin. */
const remembering =
  (take: SourceRead['take'], memory: IndexMemory | undefined, entry: JsonRecord): SourceRead['take'] =>
  async (batch, of) => {
    memory?.begin(entry);
    await take(batch, of);
  };

function ended(end: SourceEnd, documents: number, failed: number, source: EachSource): SourceEnd {
  const count = `${documents} ${documents === 1 ? 'document' : 'documents'}`;
  return {
    ...end,
    stopReason: `${end.stopReason}; ${count}${failed === 0 ? '' : `, ${failed} of them failed`}`,
    failed,
    setAside: source.onFailure === 'quarantine' ? failed : 0,
  };
}

interface Chosen {
  readonly entry: JsonRecord;
  /** In the index, from 1. */
  readonly number: number;
  /** An earlier run could not have its document. */
  readonly late: boolean;
}

/** The entries that `where` and `changed` leave, counted, and those whose document was set aside. */
function chosen(
  entries: readonly JsonRecord[],
  source: EachSource,
  argsOf: (entry: JsonRecord) => unknown,
  memory: IndexMemory | undefined,
  { context, scope, counter, documents: { aside } }: SourceRead,
): readonly Chosen[] {
  const where = source.where && context.evaluator.condition(source.where);
  const isAside = (entry: JsonRecord): boolean =>
    aside.size > 0 &&
    (aside.has(recordHash(entry)) ||
      aside.has(
        documentName(
          entry,
          attempt(() => argsOf(entry)),
          context.services.redact,
        ),
      ));
  const wanted = entries.flatMap((entry, at): readonly Chosen[] => {
    const late = isAside(entry);
    const isWanted = (where === undefined || where(entry, scope)) && (memory === undefined || memory.isWanted(entry));
    return late || isWanted ? [{ entry, number: at + 1, late }] : [];
  });
  if (wanted.length < entries.length) counter.note('index entries left out', entries.length - wanted.length);
  return wanted;
}

/** Undefined where it fails. */
function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
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
function heldSink(
  read: SourceRead,
  turn: Turn,
  underWay: { bytes: number },
): PageSink & { release(): Promise<void>; end(): void } {
  const { context, take, counter } = read;
  const { answered } = watched(context);
  let held: { readonly batch: Batch; readonly scope: Scope }[] = [];
  let answers: (() => void)[] = [];
  let records = 0;
  /** Of `held`, where the page under way begins. */
  let pageAt = 0;
  let pageIsOut = false;
  let taken = 0;
  const end = (): void => {
    underWay.bytes -= taken;
    taken = 0;
  };
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
    setsAside: true,
    pace: (bytes) => {
      if (turn.has()) return undefined;
      taken += bytes;
      underWay.bytes += bytes;
      return underWay.bytes > UNDER_WAY ? turn.come() : undefined;
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
    wanted: context.wanted,
    note: (because, times) => counter.note(because, times),
    answered: (answer, evaluate) => {
      answers.push(() => answered(answer, evaluate));
    },
    release,
    end,
  };
}
