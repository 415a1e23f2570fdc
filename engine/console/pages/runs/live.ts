import type { JobView } from '../../../serve/contract/runs.ts';
import { count, many, size, ui, useEffect, useRef, useSignal, type Piece } from '../../base.ts';
import { plot, range, section } from '../../parts.ts';
import type { Speed } from './use-job.ts';

const inWords = ({ progress, state }: JobView): string => {
  if (state === 'waiting') return 'It waits for room: as many run as may at once.';
  if (progress === null) return 'It has begun.';
  const { window, windows, records, applying } = progress;
  const where = windows > 1 ? `Window ${count(window + 1)} of ${count(windows)}. ` : '';
  return applying === null
    ? `${where}${many(records, 'record')}${windows > 1 ? ' of it' : ''} so far.`
    : `${where}It is applied: ${count(applying.done)} of ${many(applying.total, 'object')}.`;
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
const curve = (speed: readonly Speed[], isOne: boolean): Piece =>
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
export const Live = ({ job, speed }: { readonly job: JobView; readonly speed: readonly Speed[] }): Piece => {
  const { progress } = job;
  const window = job.windows.at(-1);
  const isOne = (progress?.windows ?? 0) <= 1;
  const figures = [
    [isOne ? 'Records' : 'Records of this window', count(progress?.records ?? 0)],
    [isOne ? 'Mapped' : 'Mapped of them', count(progress?.mapped ?? 0)],
    ['Requests', count(progress?.requests ?? 0)],
    ['Received', size(progress?.bytes ?? 0)],
  ];
  return section(
    { title: 'Under way' },
    ui`<div class="under-way">
      <${Said} text=${inWords(job)} />
      <p aria-hidden="true">${inWords(job)}</p>
      <progress value=${share(job)} max="1" aria-label="How far it is"></progress>
      <dl class="figures">${figures.map(([name, one]) => ui`<div><dt>${name}</dt><dd>${one}</dd></div>`)}</dl>
      ${window && ui`<p class="sub">This window: ${range(window.since, window.until)}</p>`}
      ${speed.length > 1 && curve(speed, isOne)}
    </div>`,
  );
};
