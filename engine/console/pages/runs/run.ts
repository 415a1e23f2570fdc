/** A run while it is under way and afterwards, and what else the server does: dry runs, replays, pushes. */
import type { JobView, RunDetail } from '../../../serve/contract/runs.ts';
import {
  ask,
  h,
  many,
  note,
  span,
  to,
  ui,
  useAnswer,
  useComputed,
  useEffect,
  useSignal,
  type Answer,
  type Piece,
} from '../../base.ts';
import { answered, badge, button, empty, head, ledger, pairs, section, time, together, trouble, value } from '../../parts.ts';
import { DryRunRecords } from './dry-run.ts';
import { Live } from './live.ts';
import { Requests } from './requests.ts';
import { ledgerOf, Replay } from './replay.ts';
import { decide, Review } from './review.ts';
import { useJob, type Followed, type Speed } from './use-job.ts';
import { windows } from './windows.ts';

interface Shown {
  readonly run: string | null;
  readonly job: string | null;
}

const stateOf = (detail: RunDetail | undefined, job: JobView | undefined): string => {
  if (job !== undefined && job.state !== 'ended') return job.state;
  if (detail !== undefined) return detail.status;
  const status = job?.result?.['status'];
  if (job?.error) return 'failed';
  return typeof status === 'string' ? status : 'ended';
};

const title = (detail: RunDetail | undefined, job: JobView | undefined): string => {
  if (job !== undefined && job.kind !== 'run')
    return `${job.kind === 'dry-run' ? 'Dry run' : job.kind === 'push' ? 'Push' : 'Replay'} of ${job.name}`;
  return `Run of ${detail?.instance || detail?.feed || job?.name || '…'}`;
};

const duration = (began: string | null | undefined, ended: string | null | undefined): string =>
  began && ended ? `took ${span(Date.parse(ended) - Date.parse(began))}` : '';

const stop = (id: string): Piece =>
  button('Stop', { icon: 'stop', role: 'operator' }, async () => {
    await ask('POST /api/jobs/ID/stop', { at: [id] });
    note('plain', 'It stops at its next safe point. What is sealed is applied by the next run.');
  });

interface Known {
  readonly detail: RunDetail | undefined;
  readonly job: JobView | undefined;
  readonly again: () => void;
}

const runHead = ({ detail, job, again }: Known): Piece => {
  const began = detail?.started_at ?? job?.began_at;
  const ended = detail?.ended_at ?? job?.ended_at;
  const name = detail?.instance || detail?.feed || job?.name;
  return head({
    title: title(detail, job),
    above: job?.kind === 'push' ? ['Destinations', to(['destinations'])] : ['Runs', to(['runs'])],
    says: ui`${badge(stateOf(detail, job))} ${began && ui`began ${time(began, 'whole')}`} ${duration(began, ended)}
      ${job?.by && ui` · asked for by ${value(job.by)}`}${detail?.partition && ui` · partition ${value(detail.partition)}`}`,
    acts: ui`${name && job?.kind !== 'push' && ui`<a class="button" href=${to(['feeds', name])}>Its feed</a>`}
      ${detail?.status === 'succeeded' && button('Undo', { role: 'operator' }, () => decide(detail.run, 'undo', again))}
      ${job && job.state !== 'ended' && stop(job.job)}`,
  });
};

const noticesOf = ({ notices }: JobView): Piece => {
  const shown = notices.map(
    ({ at, level, message }) =>
      ui`<li>${badge(level, level === 'info' ? 'calm' : 'warn')} ${value(message, 400)} <span class="sub">${time(at, 'line')}</span></li>`,
  );
  return notices.length > 0 && section({ title: 'Notices' }, ui`<ul class="plain">${shown}</ul>`);
};

const FORGOTTEN = 'Those of the latest runs are kept until the server ends. Run and look keeps the answers and records, too.';

const requestsOf = (job: JobView | undefined): Piece => {
  if (job === undefined)
    return section({ title: 'Requests' }, empty('The requests of this run are not known any more.', FORGOTTEN));
  const says = job.requests.length === 200 ? 'the latest 200' : many(job.requests.length, 'request');
  return section({ title: 'Requests', says, kind: 'flush' }, h(Requests, { job }));
};

const pushed = ({ result }: JobView): Piece => {
  const told = Object.entries(result ?? {}).filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one));
  return result && section({ title: 'What was sent' }, pairs(told.map(([name, one]) => [name, value(String(one))])));
};

const Rest = ({ detail, job, again, speed }: Known & { readonly speed: readonly Speed[] }): Piece => {
  const replayed = useSignal<number | null>(null);
  const failed = detail?.error ?? job?.error;
  const known = together(detail?.windows.map((one) => one.ledger) ?? []) ?? ledgerOf(job?.result);
  const replay = (number: number): void => {
    replayed.value = number;
  };
  return ui`<div>
    ${failed && section({ title: 'What went wrong' }, trouble(failed))}
    ${job && job.state !== 'ended' && h(Live, { job, speed })}
    ${detail?.status === 'held' && h(Review, { run: detail.run, again })}
    ${known && section({ title: 'Ledger', says: 'Where each record went' }, ledger(known))}
    ${detail && section({ title: 'Windows', says: many(detail.windows.length, 'window'), kind: 'flush' }, windows(detail.windows, replay))}
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
  const known = useComputed(() => {
    const view = followed.job.value;
    return run ?? (view?.state === 'ended' && view.kind === 'run' ? (view.runs[0] ?? null) : null);
  }).value;
  const detail = useAnswer(known === null ? null : 'GET /api/runs/ID', { at: [known ?? ''] }, { on: ['job'] });
  const found = detail.data.value?.job ?? null;
  useEffect(() => {
    jobOfRun.value ??= found;
  }, [found]);
  return { detail, followed };
};

export const Run = (shown: Shown): Piece => {
  const { detail, followed } = usePair(shown);
  const job = followed.job.value;
  const known: Known = { detail: detail.data.value, job, again: detail.again };
  const rest = h(Rest, { ...known, speed: followed.speed.value });
  const runs = (job?.runs.length ?? 0) > 1 && job?.runs.map((one, index) => ui`<a href=${to(['runs', one])}>${index + 1}</a> `);
  const asked = shown.run === null ? { ...detail, failure: followed.failure } : detail;
  return ui`${runHead(known)}
    ${runs && ui`<p class="says">It ran ${many(runs.length, 'partition')}: ${runs}</p>`}
    ${known.detail === undefined && job ? rest : answered(asked, () => rest)}`;
};
