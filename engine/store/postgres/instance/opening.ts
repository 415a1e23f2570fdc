import type { Json } from '../../../language/basics/json.ts';
import type { BackendInstance, PendingWindow } from '../../contract/backend.ts';
import type { SealedWindow } from '../../contract/sealed-window.ts';
import type { Checkpoint, RunPlan } from '../../contract/store.ts';
import type { PendingUndo } from '../../contract/undo.ts';
import type { Queryable } from '../database/query.ts';

interface Row {
  readonly until_at: number | null;
  readonly state: string | null;
  readonly hold: string | null;
  readonly remembers: boolean;
  readonly windows: readonly {
    readonly status: 'sealed' | 'held';
    readonly run: string;
    readonly plan: string;
    readonly number: number;
    readonly sealed: string;
    readonly staging: string | null;
  }[];
  readonly undoing: { readonly run: string; readonly undo: string } | null;
}

/** All in one: each question costs a round trip. */
const OPENING = `SELECT i.until_at, i.state, i.hold, EXISTS (SELECT 1 FROM seen AS s WHERE s.instance_id = i.id) AS remembers,
    (SELECT coalesce(json_agg(json_build_object('status', w.status, 'run', r.run, 'plan', r.plan, 'number', w.number,
        'sealed', w.sealed, 'staging', w.staging) ORDER BY w.run_id, w.number), '[]')
      FROM runs AS r JOIN windows AS w ON w.run_id = r.id WHERE r.instance_id = i.id AND w.status IN ('sealed', 'held')) AS windows,
    (SELECT json_build_object('run', r.run, 'undo', r.undo) FROM runs AS r
      WHERE r.instance_id = i.id AND r.status = 'undoing' LIMIT 1) AS undoing
  FROM instances AS i WHERE i.id = $1`;

type Opening = Awaited<ReturnType<BackendInstance['opening']>>;

/** What the instance begins with, and what the files of windows that are sealed are called. */
export type Opened = Opening & { readonly staging: readonly string[] };

const NOTHING: Opened = {
  checkpoint: { until: undefined, state: undefined },
  pending: [],
  held: undefined,
  holdsNext: undefined,
  undoing: undefined,
  remembers: false,
  staging: [],
};

const checkpointOf = ({ until_at, state }: Pick<Row, 'until_at' | 'state'>): Checkpoint => ({
  until: until_at ?? undefined,
  state: state === null ? undefined : (JSON.parse(state) as Json),
});

const pendingOf = ({ run, plan, number, sealed }: Row['windows'][number]): PendingWindow => ({
  run,
  index: number,
  plan: JSON.parse(plan) as RunPlan,
  sealed: JSON.parse(sealed) as SealedWindow,
});

export const readOpening = async (db: Queryable, instanceId: number): Promise<Opened> => {
  const row = await db.get<Row>(OPENING, [instanceId]);
  if (row === undefined) return NOTHING;
  const [held] = row.windows.filter(({ status }) => status === 'held').map(pendingOf);
  return {
    checkpoint: checkpointOf(row),
    pending: row.windows.filter(({ status }) => status === 'sealed').map(pendingOf),
    held: held && { ...held, since: held.sealed.now },
    holdsNext: row.hold ?? undefined,
    undoing:
      row.undoing === null ? undefined : { run: row.undoing.run, ...(JSON.parse(row.undoing.undo) as Omit<PendingUndo, 'run'>) },
    remembers: row.remembers,
    staging: row.windows.flatMap(({ staging }) => staging ?? []),
  };
};
