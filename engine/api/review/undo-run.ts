import type { RunView } from '../../store/contract/history.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import type { Checkpoint } from '../../store/contract/store.ts';
import type { UndoCounts, UndoNext, UndoPlan } from '../../store/contract/undo.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { AskedStore } from '../asked.ts';
import { withStore } from '../store/store-choice.ts';
import { count, counted, instant, isoOr } from '../wording/units.ts';
import type { World } from '../world.ts';
import { type Consent, mustAgree } from './consent.ts';
import { again, findRun, keyOf, nameOf, notApplied, timeOf } from './find-run.ts';

export interface AskedUndo extends AskedStore {
  readonly dryRun?: boolean | undefined;
  /** What becomes of what the run fetched; default `hold`. */
  readonly next?: UndoNext | undefined;
  /** Undefined: it is meant. */
  readonly consent?: Consent | undefined;
  readonly onStep?: ((name: string) => void) | undefined;
}

export interface UndoRow extends UndoCounts {
  readonly run: string;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly status: 'undone' | 'would_undo';
  /** What it can't give back or take back, counted by reason. */
  readonly left: Readonly<Record<string, number>>;
  /** Where the next run starts; null: as the first one, or by the state that the feed keeps. */
  readonly until: string | null;
  readonly state: Json;
  /** What the next run does. */
  readonly next: string;
  /** Destinations that learn of it with their next push. */
  readonly destinations: readonly string[];
}

/** Gives objects back what they were before the run, or says what that would come to. */
export const undoOfRun = (world: World, asked: AskedUndo, text: string): Promise<UndoRow> =>
  withStore(
    world,
    asked,
    asked.dryRun === true ? 'read' : 'write',
    async (store, config) => {
      const run = await findRun(store, config, text, 'applied');
      const isDry = asked.dryRun === true;
      if (run.status !== 'undoing') mustBeApplied(run);
      const next = asked.next ?? 'hold';
      const now = timeOf(store, run, world.now());
      const plan = await planned(store, run, now);
      const place = await placeOf(store, run, plan);
      if (next === 'skip' && !place.moved && run.status !== 'undoing') throw nothingToSkip(run);
      const row = await rowOf(store, run, { plan, next, place, status: isDry ? 'would_undo' : 'undone' });
      if (isDry) return row;
      await mustAgree(asked.consent, `Undoing run ${run.id}`, undoLines(row), 'Undo it? [y/N] ');
      await undo(store, run, { next, now, signal: world.signal });
      const { until, state } = (await store.showState(run)) ?? NOWHERE;
      return { ...row, until: isoOr(until, null), state: state ?? null };
    },
    asked.onStep,
  );

const NOWHERE: Checkpoint = { until: undefined, state: undefined };

const mustBeApplied = (run: RunView): void => {
  const isApplied = run.windows.some(({ status }) => status === 'done' || status === 'sealed');
  if (run.status === 'held' || run.status === 'discarded' || run.status === 'undone') throw notApplied(run);
  if (isApplied) return;
  throw new UsageError('usage.not-applied', `Run ${run.id} can't be undone: it put nothing into the store.`);
};

/** Of one that is under way by somebody else's hand, or was begun before, this is all that is left to do. */
const planned = async (store: OpenedStore, run: RunView, now: number): Promise<UndoPlan> => {
  const looked = await store.look(await keyOf(store, run), now);
  try {
    if (looked.held !== undefined && looked.held.run !== run.id) throw otherHeld(run, looked.held.run);
    return await looked.undoPlan(run.id);
  } finally {
    await looked.close();
  }
};

const otherHeld = (run: RunView, held: string): EngineError =>
  new EngineError('store.held', `Run ${held} of ${nameOf(run)} is held: that is to be decided first.`, {
    hint: `\`feedwright discard ${held}\` gives it up, \`feedwright apply ${held}\` brings it in.`,
  });

const undo = async (
  store: OpenedStore,
  run: RunView,
  { next, now, signal }: { readonly next: UndoNext; readonly now: number; readonly signal: AbortSignal },
): Promise<void> => {
  const opened = await store.open(await keyOf(store, run), { now, signal });
  try {
    // An undo that was cut off is done by now.
    if ((await again(store, run.id)).status !== 'undone') await opened.undo(run.id, { next, now });
  } finally {
    await opened.close();
  }
};

interface Place {
  /** The run has moved the checkpoint. */
  readonly moved: boolean;
  readonly before: Checkpoint;
}

const isSame = (a: Checkpoint, b: Checkpoint): boolean =>
  a.until === b.until && JSON.stringify(a.state ?? null) === JSON.stringify(b.state ?? null);

const placeOf = async (store: OpenedStore, run: RunView, { before }: UndoPlan): Promise<Place> => {
  const now = (await store.showState(run)) ?? NOWHERE;
  return { moved: before !== undefined && !isSame(before, now), before: before ?? now };
};

const nothingToSkip = (run: RunView): UsageError =>
  new UsageError(
    'usage.nothing-to-skip',
    `Run ${run.id} has not moved the checkpoint: there is nothing that --next skip would leave out.`,
    {
      hint: 'A feed that keeps no place reads everything again in any case. Leave --next out: the next run is held.',
    },
  );

/** What the next run of the feed does. */
const nextWords = (run: RunView, next: UndoNext, { moved, before }: Place): string => {
  const command = `\`feedwright run ${nameOf(run)}\``;
  if (next === 'skip') return `what it fetched is left out: ${command} goes on behind it`;
  if (!moved && run.plan.manual) {
    const range = `--since ${instant(run.plan.since)} --until ${instant(run.plan.until)}`;
    return `it did not move the checkpoint: \`feedwright run ${nameOf(run)} ${range}\` fetches the same again`;
  }
  const start = before.until === undefined ? 'fetches the same again' : `starts at ${instant(before.until)} again`;
  return `${command} ${start}${next === 'hold' ? ', and what it brings is held until you have looked at it' : ''}`;
};

/** What was told to others is out of reach. */
const TOLD = 'told to the vendor once it was applied';

const leftOf = ({ summary }: RunView, { left_to_others: others }: UndoCounts): Readonly<Record<string, number>> => {
  const notes = (summary as { readonly notes?: Readonly<Record<string, number>> } | null)?.notes ?? {};
  return {
    ...(others > 0 && { 'objects that other feeds list by now': others }),
    ...(notes[TOLD] !== undefined && { 'times the vendor was told that it came': notes[TOLD] }),
  };
};

const rowOf = async (
  store: OpenedStore,
  run: RunView,
  {
    plan: { counts },
    next,
    place,
    status,
  }: { readonly plan: UndoPlan; readonly next: UndoNext; readonly place: Place; readonly status: UndoRow['status'] },
): Promise<UndoRow> => {
  const { until, state } = next === 'skip' || !place.moved ? ((await store.showState(run)) ?? NOWHERE) : place.before;
  return {
    run: run.id,
    feed: run.feed,
    instance: run.instance,
    partition: run.partition,
    status,
    ...counts,
    left: leftOf(run, counts),
    until: isoOr(until, null),
    state: state ?? null,
    next: nextWords(run, next, place),
    destinations: await store.outbox.names(),
  };
};

/** The row for people, a line each. */
export const undoLines = (row: UndoRow): readonly string[] => {
  const { given_back: back, taken_back: taken, relations, quarantine, documents, left, destinations } = row;
  const more = [
    [relations, 'relation'],
    [quarantine, 'record that was set aside or came through'],
    [documents, 'document'],
  ] as const;
  const besides = more.filter(([times]) => times > 0).map(([times, what]) => counted(times, what));
  return [
    `run ${row.run} of ${nameOf(row)}: ${counted(back, 'object')} as before it, ${count(taken)} that it made no longer there`,
    ...(besides.length === 0 ? [] : [`also as before: ${besides.join(', ')}`]),
    ...Object.entries(left).map(([reason, times]) => `not undone: ${reason} (${count(times)})`),
    `next: ${row.next}`,
    ...(destinations.length === 0 ? [] : [`corrected by the next push: ${destinations.join(', ')}`]),
  ];
};
