import type { ErrorRow, RunRow, Standing, StandingOutcome } from '../../context/run-row.ts';

/** The vendor says that it does not let us, or not now. */
const REFUSALS = new Set([401, 403, 429]);

/** Which part of the way failed. */
export function faultOf({ code, status }: Pick<ErrorRow, 'code' | 'status'>): StandingOutcome {
  if ((status !== undefined && REFUSALS.has(status)) || code.startsWith('auth.')) return 'refused';
  if (code === 'run.quarantine') return 'blocked';
  if (code === 'store.snapshot-refused') return 'partial';
  return code.startsWith('store.') ? 'store' : 'failing';
}

const outcomeOf = ({ error, objects, records, seen }: Outcome): StandingOutcome => {
  if (error !== null) return faultOf(error);
  if (seen.lacks.length > 0) return 'partial';
  if (records.quarantined > 0) return 'blocked';
  if (objects.created + objects.updated + objects.withdrawn > 0) return 'new';
  return seen.nothing_new === null ? 'same' : 'nothing';
};

type Outcome = Pick<RunRow, 'run' | 'status' | 'error' | 'objects' | 'records' | 'seen'>;

const GOOD: ReadonlySet<StandingOutcome> = new Set(['new', 'same', 'nothing']);

/** How a feed stands after a run, from how it stood before: so nobody has to read all runs. `at`: the run's end, ISO 8601. */
export function standingAfter(before: Standing | undefined, run: Outcome, at: string): Standing | undefined {
  // The user's own interruption says nothing of the feed.
  if (run.status === 'interrupted') return before;
  // What a run that is held comes to is not known before it is applied.
  const outcome = run.status === 'held' ? (before?.outcome ?? 'same') : outcomeOf(run);
  const { created, updated, withdrawn } = run.objects;
  const newest = [before?.newest_record, run.seen.newest_record].filter((one) => typeof one === 'string');
  return {
    outcome,
    since: before?.outcome === outcome ? before.since : at,
    last_good: run.status !== 'held' && GOOD.has(outcome) ? { run: run.run, at } : (before?.last_good ?? null),
    newest_record: newest.length === 0 ? null : newest.reduce((a, b) => (a > b ? a : b)),
    changed: created + updated + withdrawn > 0 ? at : (before?.changed ?? null),
    began: before?.began ?? at,
    first_aside: run.seen.first_aside ?? before?.first_aside ?? null,
  };
}

/** What a run kept, or undefined where it kept none. */
export function standingOf(summary: unknown): Standing | undefined {
  if (typeof summary !== 'object' || summary === null || !('standing' in summary)) return undefined;
  const { standing } = summary as { readonly standing?: Standing };
  return typeof standing?.since === 'string' ? standing : undefined;
}
