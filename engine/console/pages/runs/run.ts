/** A run while it is under way and afterwards, and what else the server does: dry runs, replays, pushes. */
import type { JobView, LedgerView, RunDetail, WindowView } from '../../../serve/contract/runs.ts';
import { ask, h, many, note, span, to, ui, useAnswer, useEffect, useSignal, type Answer, type Piece } from '../../base.ts';
import { answered, button, empty, head, section, trouble } from '../../parts.ts';
import { badge, ledger, ledgerOf, pairs, range, stack, table, time, together, value, type Columns } from '../../shown.ts';
import { Live, useJob, type Followed } from './live.ts';
import { Requests } from './requests.ts';
import { DryRunRecords, Replay } from './replay.ts';
import { decide, Review } from './review.ts';

type Shown = Readonly<Record<'run' | 'job', string | null>>;

interface Known {
  readonly detail: RunDetail | undefined;
  readonly job: JobView | undefined;
  readonly again: () => void;
}

const stateOf = ({ detail, job }: Known): string => {
  if (job !== undefined && job.state !== 'ended') return job.state;
  if (detail !== undefined || job?.error) return detail?.status ?? 'failed';
  const status = job?.result?.['status'];
  return typeof status === 'string' ? status : 'ended';
};

const KINDS = { run: 'Run', 'dry-run': 'Dry run', replay: 'Replay', push: 'Push', cases: 'Cases' } as const;

const stop = (id: string): Piece =>
  button('Stop', { icon: 'stop', role: 'operator' }, async () => {
    await ask('POST /api/jobs/ID/stop', { at: [id] });
    note('plain', 'It stops at its next safe point. What is sealed is applied by the next run.');
  });

const runHead = (known: Known): Piece => {
  const { detail, job, again } = known;
  const began = detail?.started_at ?? job?.began_at;
  const ended = detail?.ended_at ?? job?.ended_at;
  const name = detail?.instance || detail?.feed || job?.name;
  return head(`${KINDS[job?.kind ?? 'run']} of ${name ?? '…'}`, {
    above: job?.kind === 'push' ? ['Destinations', to(['destinations'])] : ['Runs', to(['runs'])],
    says: ui`${badge(stateOf(known))} ${began && ui`began ${time(began, 'whole')}`} ${began && ended && `took ${span(Date.parse(ended) - Date.parse(began))}`}
      ${job?.by && ui` · asked for by ${value(job.by)}`}${detail?.partition && ui` · partition ${value(detail.partition)}`}`,
    acts: ui`${name && job?.kind !== 'push' && ui`<a class="button" href=${to(['feeds', name])}>Its feed</a>`}
      ${detail?.status === 'succeeded' && button('Undo', { role: 'operator' }, () => decide(detail.run, 'undo', again))}
      ${job && job.state !== 'ended' && stop(job.job)}`,
  });
};

const noticesOf = ({ notices }: JobView): Piece => {
  const item = ({ at, level, message }: (typeof notices)[number]): Piece =>
    ui`<li>${badge(level, level === 'info' ? 'calm' : 'warn')} ${value(message, 400)} <span class="sub">${time(at, 'line')}</span></li>`;
  return notices.length > 0 && section('Notices', ui`<ul class="plain">${notices.map(item)}</ul>`);
};

const FORGOTTEN = 'Those of the latest runs are kept until the server ends. Run and look keeps the answers and records, too.';

const requestsOf = (job: JobView | undefined): Piece => {
  if (job === undefined) return section('Requests', empty('The requests of this run are not known any more.', FORGOTTEN));
  const { length } = job.requests;
  return section('Requests', h(Requests, { job }), length === 200 ? 'the latest 200' : many(length, 'request'));
};

const pushed = ({ result }: JobView): Piece => {
  const told = Object.entries(result ?? {}).filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one));
  return result && section('What was sent', pairs(told.map(([name, one]) => [name, value(String(one))])));
};

const of =
  (pick: (ledger: LedgerView) => number) =>
  ({ ledger: known }: WindowView): Piece =>
    known && pick(known);

const windows = (all: readonly WindowView[], replay: (number: number) => void): Piece => {
  const columns: Columns<WindowView> = {
    Window: ({ number }) => `Window ${number + 1}`,
    Range: ({ since, until }) => range(since, until),
    State: ({ status, ended_by }) => stack(badge(status), ended_by && value(ended_by, 80)),
    Records: of(({ records }) => records.fetched + records.expanded),
    Mapped: of(({ records }) => records.mapped),
    'Set aside': of(({ records }) => records.quarantined),
    Created: of(({ objects }) => objects.created),
    Updated: of(({ objects }) => objects.updated),
    '': ({ number, ledger: known, since, until }) => {
      const given = { about: `window ${number} on the present definition`, role: 'operator' } as const;
      return known !== null && since !== null && until !== null && button('Replay', given, () => replay(number));
    },
  };
  const none = empty('It had no window: it ended before the first one.');
  const list = table('Windows of this run', all, ({ number }) => number, columns, { wide: 'Range', none });
  return section('Windows', list, many(all.length, 'window'));
};

const Rest = ({ detail, job, again, speed }: Known & { readonly speed: Followed['speed'] }): Piece => {
  const replayed = useSignal<number | null>(null);
  const failed = detail?.error ?? job?.error;
  const known = together(detail?.windows.map((one) => one.ledger) ?? []) ?? ledgerOf(job?.result);
  return ui`<div>
    ${failed && section('What went wrong', trouble(failed))}
    ${job && job.state !== 'ended' && h(Live, { job, speed })}
    ${detail?.status === 'held' && h(Review, { run: detail.run, again })}
    ${known && section('Ledger', ledger(known), 'Where each record went')}
    ${detail && windows(detail.windows, (number) => (replayed.value = number))}
    ${detail && replayed.value !== null && h(Replay, { key: `${replayed.value}`, run: detail, window: replayed.value })}
    ${job?.kind === 'dry-run' && job.state === 'ended' && h(DryRunRecords, { job: job.job })}
    ${job && noticesOf(job)}
    ${job?.kind === 'push' ? pushed(job) : requestsOf(job)}
  </div>`;
};

/** A run says which job it was, a job which run it is. */
const usePair = ({ run, job }: Shown): { readonly detail: Answer<RunDetail>; readonly followed: Followed } => {
  const jobOfRun = useSignal<string | null>(job);
  const followed = useJob(jobOfRun.value);
  const view = followed.data;
  const known = run ?? (view?.state === 'ended' && view.kind === 'run' ? (view.runs[0] ?? null) : null);
  const detail = useAnswer(known === null ? null : 'GET /api/runs/ID', { at: [known ?? ''] }, { on: ['job'] });
  const found = detail.data?.job ?? null;
  useEffect(() => {
    jobOfRun.value ??= found;
  }, [found]);
  return { detail, followed };
};

export const Run = (shown: Shown): Piece => {
  const { detail, followed } = usePair(shown);
  const { data: job, failure, speed } = followed;
  const known: Known = { detail: detail.data, job, again: detail.again };
  const rest = h(Rest, { ...known, speed });
  const runs = (job?.runs.length ?? 0) > 1 && job?.runs.map((one, index) => ui`<a href=${to(['runs', one])}>${index + 1}</a> `);
  return ui`${runHead(known)}
    ${runs && ui`<p class="says">It ran ${many(runs.length, 'partition')}: ${runs}</p>`}
    ${known.detail === undefined && job ? rest : answered(shown.run === null ? { ...detail, failure } : detail, () => rest)}`;
};
