/** A window of the past once more on the present definition, beside what it was; and the objects of what nobody stores. */
import type { DryRun } from '../../../serve/contract/definitions.ts';
import type { LedgerView, RunDetail } from '../../../serve/contract/runs.ts';
import { ask, count, failureOf, h, many, to, ui, useAnswer, useEffect, useSignal, type Failure, type Piece } from '../../base.ts';
import { answered, empty, section, trouble } from '../../parts.ts';
import { figuresOf, keyText, ledgerOf, mapped, table, value, type Columns } from '../../shown.ts';
import { useJob } from './live.ts';

const record = ({ key, objects }: DryRun['records'][number], index: number): Piece => ui`<li key=${index}>
  <details open=${index === 0}>
    <summary>${key === null ? `Record ${index + 1}` : value(keyText(key), 80)} <span class="sub">${many(objects.length, 'object')}</span></summary>
    ${mapped(objects)}
  </details>
</li>`;

/** The objects that records became, which nobody has stored. */
export const DryRunRecords = ({ job }: { readonly job: string }): Piece => {
  const answer = useAnswer('GET /api/jobs/ID/dry-run', { at: [job] });
  const none = empty('No record became an object.', 'The ledger says where they went; what filters dropped is there by reason.');
  const shown = ({ records }: DryRun): Piece =>
    records.length === 0 ? none : ui`<ol class="plain records">${records.map(record)}</ol>`;
  return section('Objects that came of it', answered(answer, shown), 'Sensitive values are hidden.');
};

interface Line {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

const COLUMNS: Columns<Line> = {
  'Where records went': ({ name }) => name,
  'As it was': ({ before }) => before,
  Now: ({ after }) => after,
  Difference: ({ before, after }) =>
    before === after
      ? ui`<span class="none">the same</span>`
      : ui`<b class=${after < before ? 'bad-ink' : 'good-ink'}>${after > before ? '+' : '−'}${count(Math.abs(after - before))}</b>`,
};

const sideBySide = (before: LedgerView, after: LedgerView): Piece => {
  const [old, now] = [figuresOf(before), figuresOf(after)];
  const lines = [...new Set([...old.keys(), ...now.keys()])]
    .map((name): Line => ({ name, before: old.get(name) ?? 0, after: now.get(name) ?? 0 }))
    .filter((line) => line.before !== 0 || line.after !== 0);
  const isSame = lines.every((line) => line.before === line.after);
  const mark = (line: Line): string | false => line.before !== line.after && 'differs';
  return ui`<div>
    <p class="padded">On the present definition ${isSame ? 'the same comes of it.' : 'something else comes of it:'}</p>
    ${table('The window as it was, and on the present definition', lines, ({ name }) => name, COLUMNS, { wide: 'Where records went', mark })}
  </div>`;
};

export const Replay = ({ run, window }: { readonly run: RunDetail; readonly window: number }): Piece => {
  const id = useSignal<string | null>(null);
  const failure = useSignal<Failure | undefined>(undefined);
  useEffect(() => {
    ask('POST /api/runs/ID/replay', { at: [run.run], body: { window } }).then(
      ({ job }) => (id.value = job),
      (error: unknown) => (failure.value = failureOf(error)),
    );
  }, []);
  const { data: job } = useJob(id.value);
  const before = run.windows.find(({ number }) => number === window)?.ledger;
  const after = ledgerOf(job?.result);
  const failed = failure.value?.problem ?? job?.error;
  const waits = ui`<div class="waits"><span>asking the vendor again…</span></div>`;
  const body = ui`<div aria-live="polite">
    ${failed ? trouble(failed) : before && after ? sideBySide(before, after) : waits}
    ${job?.state === 'ended' && !failed && h(DryRunRecords, { job: job.job })}
  </div>`;
  const link = id.value !== null && ui`<a href=${to(['jobs', id.value])}>its requests</a>`;
  return section(`Replay of window ${count(window + 1)}`, body, 'On the present definition; nothing is written.', link);
};
