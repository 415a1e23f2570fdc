/** A job while it is under way: followed, and shown. */
import type { JobView, Progress } from '../../../serve/contract/runs.ts';
import { count, many, now, size, ui, useAnswer, useEffect, useRef, useSignal, type Answer, type Piece } from '../../base.ts';
import { section } from '../../parts.ts';
import { plot, range } from '../../shown.ts';

const MOST_POINTS = 600;

/** What it had come to at a time, in seconds since 1970. */
type Speed = readonly (Progress & { readonly at: number })[];

export interface Followed extends Answer<JobView> {
  readonly speed: Speed;
}

/** Follows a job: it is asked for each second while it is under way. */
export const useJob = (id: string | null): Followed => {
  const isOver = useSignal(false);
  const speed = useSignal<Speed>([]);
  const every = isOver.value ? undefined : 1000;
  const answer = useAnswer(id === null ? null : 'GET /api/jobs/ID', { at: [id ?? ''] }, { on: ['job'], every });
  useEffect(() => {
    const { state, progress } = answer.data ?? {};
    isOver.value = state === 'ended';
    if (progress) speed.value = [...speed.value.slice(1 - MOST_POINTS), { at: now() / 1000, ...progress }];
  }, [answer.data]);
  return { ...answer, speed: speed.value };
};

const inWords = ({ progress, state }: JobView): string => {
  if (state === 'waiting') return 'It waits for room: as many run as may at once.';
  if (progress === null) return 'It has begun.';
  const { window, windows, records, applying } = progress;
  const where = windows > 1 ? `Window ${count(window + 1)} of ${count(windows)}. ` : '';
  if (applying !== null) return `${where}It is applied: ${count(applying.done)} of ${many(applying.total, 'object')}.`;
  return `${where}${many(records, 'record')}${windows > 1 ? ' of it' : ''} so far.`;
};

const OFTEN = 4000;

/** Said now and then: each figure would be too much to listen to. */
const Said = ({ text }: { readonly text: string }): Piece => {
  const said = useSignal('');
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    said.value = latest.current;
    const timer = setInterval(() => (said.value = latest.current), OFTEN);
    return () => clearInterval(timer);
  }, []);
  return ui`<p class="unseen-text" role="status">${said.value}</p>`;
};

const share = ({ progress }: JobView): number | undefined => {
  if (progress === null) return undefined;
  const { window, windows, applying } = progress;
  const within = applying === null || applying.total === 0 ? 0 : applying.done / applying.total;
  return windows > 1 ? (window + within) / windows : applying === null ? undefined : within;
};

/** Of one window how its records come; of many, where each begins anew, how far the requests are. */
const curve = (speed: Speed, isOne: boolean): Piece =>
  plot({
    times: speed.map(({ at }) => at),
    as: 'line',
    label: isOne ? 'Records since this page was opened: fetched and mapped' : 'Requests since this page was opened',
    lines: (isOne ? (['records', 'mapped'] as const) : (['requests'] as const)).map((name, index) => ({
      label: name,
      colour: `chart-${index + 1}`,
      values: speed.map((one) => one[name]),
    })),
  });

/** How far it is. */
export const Live = ({ job, speed }: { readonly job: JobView; readonly speed: Speed }): Piece => {
  const { records = 0, mapped = 0, requests = 0, bytes = 0, windows = 0 } = job.progress ?? {};
  const window = job.windows.at(-1);
  const isOne = windows <= 1;
  const figures = [
    [isOne ? 'Records' : 'Records of this window', count(records)],
    [isOne ? 'Mapped' : 'Mapped of them', count(mapped)],
    ['Requests', count(requests)],
    ['Received', size(bytes)],
  ];
  const body = ui`<div class="under-way">
    <${Said} text=${inWords(job)} />
    <p aria-hidden="true">${inWords(job)}</p>
    <progress value=${share(job)} max="1" aria-label="How far it is"></progress>
    <dl class="figures">${figures.map(([name, one]) => ui`<div><dt>${name}</dt><dd>${one}</dd></div>`)}</dl>
    ${window && ui`<p class="sub">This window: ${range(window.since, window.until)}</p>`}
    ${speed.length > 1 && curve(speed, isOne)}
  </div>`;
  return section('Under way', body);
};
