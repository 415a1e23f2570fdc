import type { JobView } from '../../../serve/contract/runs.ts';
import { count, many, size, ui, useEffect, useRef, useSignal, type Piece } from '../../base.ts';
import { plot, range, section } from '../../parts.ts';
import type { Speed } from './use-job.ts';

const inWords = ({ progress, state }: JobView): string => {
  if (state === 'waiting') return 'It waits for room: as many run as may at once.';
  if (progress === null) return 'It has begun.';
  const { window, windows, records, applying } = progress;
  const where = windows > 1 ? `Window ${count(window)} of ${count(windows)}. ` : '';
  return applying === null
    ? `${where}${many(records, 'record')} so far.`
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
  return windows > 1 ? (Math.max(0, window - 1) + within) / windows : applying === null ? undefined : within;
};

/** How far it is. */
export const Live = ({ job, speed }: { readonly job: JobView; readonly speed: readonly Speed[] }): Piece => {
  const { progress } = job;
  const window = job.windows.at(-1);
  return section(
    { title: 'Under way' },
    ui`<div class="under-way">
      <${Said} text=${inWords(job)} />
      <p aria-hidden="true">${inWords(job)}</p>
      <progress value=${share(job)} max="1" aria-label="How far it is"></progress>
      <dl class="figures">
        ${[
          ['Records', count(progress?.records ?? 0)],
          ['Mapped', count(progress?.mapped ?? 0)],
          ['Requests', count(progress?.requests ?? 0)],
          ['Received', size(progress?.bytes ?? 0)],
        ].map(([name, figure]) => ui`<div><dt>${name}</dt><dd>${figure}</dd></div>`)}
      </dl>
      ${window && ui`<p class="sub">This window: ${range(window.since, window.until)}</p>`}
      ${
        speed.length > 1 &&
        plot({
          times: speed.map(({ at }) => at),
          as: 'line',
          label: 'Records since this page was opened: fetched and mapped',
          lines: [
            { label: 'records', colour: 'chart-1', values: speed.map(({ records }) => records) },
            { label: 'mapped', colour: 'chart-2', values: speed.map(({ mapped }) => mapped) },
          ],
        })
      }
    </div>`,
  );
};
