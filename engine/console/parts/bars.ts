import type { RunBrief } from '../../serve/contract/feeds.ts';
import { ui, type Piece } from '../base/ui.ts';
import { count, many } from '../base/words.ts';

const MOST = 30;
const STEP = 4;
const HIGH = 28;

const toneOf = ({ status, set_aside }: RunBrief): string => {
  if (status === 'succeeded') return set_aside > 0 ? 'warn' : 'good';
  if (status === 'failed') return 'bad';
  return status === 'running' ? 'busy' : 'warn';
};

const inWords = (runs: readonly RunBrief[]): string => {
  const by = Map.groupBy(runs, ({ status }) => status);
  const states = [...by].map(([status, all]) => `${all.length} ${status}`).join(', ');
  const last = runs.at(-1);
  return `The last ${many(runs.length, 'run')}: ${states}${last === undefined ? '' : `; the latest brought ${many(last.records, 'record')}`}`;
};

/** The last runs, the latest at the right: as high as they had records (its root, or few would not be seen), coloured by what came of them. */
export const bars = (runs: readonly RunBrief[]): Piece => {
  if (runs.length === 0) return ui`<span class="none">no run yet</span>`;
  const shown = runs.slice(-MOST);
  const most = Math.max(1, ...shown.map(({ records }) => records));
  return ui`<svg class="bars" viewBox=${`0 0 ${MOST * STEP} ${HIGH}`} role="img" aria-label=${inWords(shown)}>
    <line x1="0" x2=${MOST * STEP} y1=${HIGH - 0.5} y2=${HIGH - 0.5} />
    ${shown.map((run, index) => {
      const height = 3 + Math.sqrt(run.records / most) * (HIGH - 5);
      const x = (MOST - shown.length + index) * STEP;
      return ui`<rect key=${run.run} class=${toneOf(run)} x=${x + 0.5} y=${HIGH - 1 - height} width=${STEP - 1} height=${height} rx="0.8">
        <title>${`${run.started_at} ${run.status}: ${count(run.records)} records, ${count(run.changed)} changed, ${count(run.set_aside)} set aside`}</title>
      </rect>`;
    })}
  </svg>`;
};
