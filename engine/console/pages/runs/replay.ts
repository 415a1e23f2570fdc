/** A window of the past once more on the present definition, beside what it was. Nothing is written. */
import type { LedgerView, RunDetail } from '../../../serve/contract/runs.ts';
import { ask, count, failureOf, h, names, to, ui, useEffect, useSignal, type Failure, type Piece } from '../../base.ts';
import { col, figuresOf, section, table, trouble } from '../../parts.ts';
import { DryRunRecords } from './dry-run.ts';
import { useJob } from './use-job.ts';

/** The ledger of a run's row, where it has one. */
export const ledgerOf = (result: Readonly<Record<string, unknown>> | null | undefined): LedgerView | undefined => {
  const { records, objects, notes } = (result ?? {}) as Partial<LedgerView>;
  if (typeof records !== 'object' || typeof objects !== 'object' || !('fetched' in records)) return undefined;
  return {
    records: { ...records, dropped: records.dropped ?? {}, superseded: records.superseded ?? 0 },
    objects: { ...objects, by_type: objects.by_type ?? {} },
    notes: notes ?? {},
  };
};

interface Line {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

const linesOf = (before: LedgerView, after: LedgerView): readonly Line[] => {
  const [old, now] = [figuresOf(before), figuresOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((name) => ({ name, before: old.get(name) ?? 0, after: now.get(name) ?? 0 }))
    .filter((line) => line.before !== 0 || line.after !== 0);
};

const difference = ({ before, after }: Line): Piece =>
  before === after
    ? ui`<span class="none">the same</span>`
    : ui`<b class=${names(after < before ? 'bad-ink' : 'good-ink')}>${after > before ? '+' : '−'}${count(Math.abs(after - before))}</b>`;

const sideBySide = (before: LedgerView, after: LedgerView): Piece => {
  const lines = linesOf(before, after);
  const isSame = lines.every((line) => line.before === line.after);
  return ui`<div>
    <p class="padded">${isSame ? 'On the present definition the same comes of it.' : 'On the present definition something else comes of it:'}</p>
    ${table(
      'The window as it was, and on the present definition',
      lines,
      [
        col.wide('Where records went', ({ name }) => name),
        col.number('As it was', (line) => count(line.before)),
        col.number('Now', (line) => count(line.after)),
        col.number('Difference', difference),
      ],
      ({ name }) => name,
      (line) => (line.before === line.after ? undefined : 'differs'),
    )}
  </div>`;
};

export const Replay = ({ run, window }: { readonly run: RunDetail; readonly window: number }): Piece => {
  const job = useSignal<string | null>(null);
  const failure = useSignal<Failure | undefined>(undefined);
  useEffect(() => {
    ask('POST /api/runs/ID/replay', { at: [run.run], body: { window } }).then(
      (started) => (job.value = started.job),
      (error: unknown) => (failure.value = failureOf(error)),
    );
  }, []);
  const { job: view } = useJob(job.value);
  const before = run.windows.find(({ number }) => number === window)?.ledger;
  const after = ledgerOf(view.value?.result);
  const failed = failure.value?.problem ?? view.value?.error;
  return section(
    {
      title: `Replay of window ${count(window + 1)}`,
      says: 'On the present definition; nothing is written.',
      kind: 'flush',
      acts: job.value !== null && ui`<a href=${to(['jobs', job.value])}>its requests</a>`,
    },
    ui`<div aria-live="polite">
      ${failed ? trouble(failed) : before && after ? sideBySide(before, after) : ui`<div class="waits"><span>asking the vendor again…</span></div>`}
      ${job.value !== null && view.value?.state === 'ended' && !failed && h(DryRunRecords, { job: job.value })}
    </div>`,
  );
};
