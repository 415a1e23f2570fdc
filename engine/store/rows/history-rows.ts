/** Rows of runs, of what was set aside and of actions → what is told of them, whatever the database. */
import type { Json } from '../../language/basics/json.ts';
import type { ActionRun } from '../contract/action-runs.ts';
import type { QuarantineView, RunHead, RunView, WindowRow, WindowStatus } from '../contract/history.ts';
import type { InstanceInfo } from '../contract/store-info.ts';
import type { ObjectCounts, RunPlan, RunSummaryRow, WindowLedger } from '../contract/store.ts';

export interface RunRow {
  readonly row: number;
  readonly id: string;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly status: RunSummaryRow['status'];
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly plan: string;
  readonly summary: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

export interface LedgerRow {
  readonly number: number;
  readonly status: WindowStatus;
  readonly ledger: string;
  readonly objects: string;
}

const windowsOf = ({ plan }: RunRow, rows: readonly LedgerRow[]): WindowRow[] => {
  const { windows } = JSON.parse(plan) as RunPlan;
  return rows.map(({ number, status, ledger, objects }) => ({
    number,
    since: windows[number]?.since,
    until: windows[number]?.until,
    status,
    ledger: JSON.parse(ledger) as WindowLedger,
    objects: JSON.parse(objects) as ObjectCounts,
  }));
};

const planOf = ({ plan }: RunRow): RunView['plan'] => {
  const { windows, since, until, manual } = JSON.parse(plan) as RunPlan;
  return { windows: windows.length, since, until, manual };
};

export const runOf = (row: RunRow, windows: readonly LedgerRow[]): RunView => ({
  id: row.id,
  feed: row.feed,
  instance: row.instance,
  partition: row.partition,
  status: row.status,
  startedAt: row.started_at,
  endedAt: row.ended_at ?? undefined,
  summary: jsonOf(row.summary),
  error: row.error_code === null ? undefined : { code: row.error_code, message: row.error_message ?? '' },
  plan: planOf(row),
  windows: windowsOf(row, windows),
});

const jsonOf = (text: string | null): Json => (text === null ? null : (JSON.parse(text) as Json));

export interface HeadRow {
  readonly run: string;
  readonly status: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly summary: string | null;
}

export const headOf = (row: HeadRow): RunHead => ({
  run: row.run,
  status: row.status,
  startedAt: row.started_at,
  endedAt: row.ended_at ?? undefined,
  summary: jsonOf(row.summary),
});

export type QuarantineRow = Omit<QuarantineView, 'since' | 'until'> & {
  readonly since: number | null;
  readonly until: number | null;
};

export const quarantineOf = ({ since, until, ...row }: QuarantineRow): QuarantineView => ({
  ...row,
  since: since ?? undefined,
  until: until ?? undefined,
});

export interface InstanceRow {
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly source: string;
  readonly until_at: number | null;
  readonly state: string | null;
}

export const instanceOf = ({ until_at, state, ...row }: InstanceRow): InstanceInfo => ({
  ...row,
  until: until_at ?? undefined,
  state: state === null ? undefined : (JSON.parse(state) as Json),
});

export interface ActionRow {
  readonly run: string;
  readonly action: string;
  readonly object: string;
  readonly who: string | null;
  readonly request: string;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly status: ActionRun['status'];
  readonly answer: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

export const actionOf = (row: ActionRow): ActionRun => ({
  id: row.run,
  action: row.action,
  object: row.object,
  who: row.who ?? undefined,
  request: JSON.parse(row.request) as Json,
  startedAt: row.started_at,
  endedAt: row.ended_at ?? undefined,
  status: row.status,
  answer: row.answer === null ? undefined : (JSON.parse(row.answer) as Json),
  error: row.error_code === null ? undefined : { code: row.error_code, message: row.error_message ?? '' },
});
