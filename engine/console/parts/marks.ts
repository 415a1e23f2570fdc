/** What is seen at a glance: icons, states, times, and the last runs as bars; never in a colour alone. */
import { h } from 'preact';
import type { RunBrief } from '../../serve/contract/feeds.ts';
import { ui, names, type Piece } from '../base/ui.ts';
import { ago, count, local, many, plain, tick, utc } from '../base/words.ts';

/** Strokes on a square of 24. */
const SHAPES = {
  feeds: 'M4 18a2 2 0 1 0 4 0a2 2 0 1 0-4 0M4 11a9 9 0 0 1 9 9M4 4a16 16 0 0 1 16 16',
  runs: 'M4 12h4l3-7 4 14 3-7h2',
  objects: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  quarantine: 'M12 4l9 16H3zM12 10v4M12 17v.5',
  definitions: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  actions: 'M13 3L5 14h6l-1 7 8-11h-6z',
  destinations: 'M4 12h12M11 6l6 6-6 6M20 5v14',
  audit: 'M5 4h14v16H5zM9 9h6M9 13h6M9 17h3',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  play: 'M8 5l11 7-11 7z',
  pause: 'M8 5v14M16 5v14',
  stop: 'M6 6h12v12H6z',
  hold: 'M12 3v9M8 6v7M16 6v7M5 11v3a7 7 0 0 0 14 0V9',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  sun: 'M8 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5L19 19M5 19l1.5-1.5M17.5 6.5L19 5',
  moon: 'M20 14A8 8 0 1 1 10 4a7 7 0 0 0 10 10z',
  screen: 'M3 5h18v11H3zM9 20h6M12 16v4',
  help: 'M9 9a3 3 0 1 1 4 3c-.7.4-1 1-1 2M12 17v.5M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  file: 'M12 4v11M7 11l5 5 5-5M5 20h14',
} as const;

export type IconName = keyof typeof SHAPES;

export const icon = (name: IconName): Piece =>
  ui`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${SHAPES[name]} /></svg>`;

export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'calm';

const STATES: Readonly<Record<Tone, string>> = {
  good: 'succeeded, up to date, done, passed, works, Active, nothing new, new',
  busy: 'running, waiting, pushing, undoing, open',
  warn: 'partial, behind, drifting, source dormant, interrupted, uncertain, held, sealed',
  bad: 'failed, failing, refused, blocked by records, overdue, stopped, store unwell',
  calm: '',
};

const TONES = new Map(
  Object.entries(STATES).flatMap(([tone, states]) => states.split(', ').map((state) => [state, tone as Tone] as const)),
);

export const toneOf = (state: string): Tone => TONES.get(plain(state)) ?? 'calm';

export const badge = (text: string, tone: Tone = toneOf(text)): Piece =>
  ui`<span class=${names('badge', tone)}>${plain(text)}</span>`;

interface Shown {
  readonly at: string;
  /** `pair`: how long ago, and beneath it when. `line`: when, in one line. */
  readonly as: 'pair' | 'line' | 'whole';
}

const Time = ({ at, as }: Shown): Piece => {
  void tick.value;
  const exact = utc(at, as === 'whole');
  const here = local(at);
  const full = ui`<span class="utc">${exact}</span>${here !== undefined && ui` <span class="local">(${here})</span>`}`;
  if (as !== 'pair') return ui`<time datetime=${at} class="time line">${full}</time>`;
  return ui`<time datetime=${at} class="time"><span class="ago">${ago(at)}</span><span class="when">${full}</span></time>`;
};

/** A time: how long ago it is, and when in UTC and in the reader's zone. */
export const time = (at: string | null | undefined, as: Shown['as'] = 'pair', none = '–'): Piece =>
  at === null || at === undefined ? ui`<span class="none">${none}</span>` : h(Time, { at, as });

/** A range of time. */
export const range = (since: string | null, until: string | null): Piece =>
  since === null && until === null
    ? ui`<span class="none">no range of time</span>`
    : ui`<span class="range">${time(since, 'line', 'the beginning')} <span class="arrow">→</span> ${time(until, 'line', 'now')}</span>`;

const MOST = 30;
const STEP = 4;
const HIGH = 28;

const toneOfRun = ({ status, set_aside }: RunBrief): string => {
  if (status === 'failed') return 'bad';
  return status === 'running' ? 'busy' : status === 'succeeded' && set_aside === 0 ? 'good' : 'warn';
};

const inWords = (runs: readonly RunBrief[]): string => {
  const states = [...Map.groupBy(runs, ({ status }) => status)].map(([status, all]) => `${all.length} ${status}`).join(', ');
  return `The last ${many(runs.length, 'run')}: ${states}; the latest brought ${many(runs.at(-1)?.records ?? 0, 'record')}`;
};

/** The last runs, the latest at the right: as high as they had records (its root, or few would not be seen), coloured by what came of them. */
export const bars = (runs: readonly RunBrief[]): Piece => {
  if (runs.length === 0) return ui`<span class="none">no run yet</span>`;
  const shown = runs.slice(-MOST);
  const most = Math.max(1, ...shown.map(({ records }) => records));
  const bar = (run: RunBrief, index: number): Piece => {
    const height = 3 + Math.sqrt(run.records / most) * (HIGH - 5);
    const says = `${run.started_at} ${run.status}: ${count(run.records)} records, ${count(run.changed)} changed, ${count(run.set_aside)} set aside`;
    const x = (MOST - shown.length + index) * STEP + 0.5;
    return ui`<rect key=${run.run} class=${toneOfRun(run)} x=${x} y=${HIGH - 1 - height} width=${STEP - 1} height=${height} rx="0.8"><title>${says}</title></rect>`;
  };
  return ui`<svg class="bars" viewBox=${`0 0 ${MOST * STEP} ${HIGH}`} role="img" aria-label=${inWords(shown)}>
    <line x1="0" x2=${MOST * STEP} y1=${HIGH - 0.5} y2=${HIGH - 0.5} />${shown.map(bar)}
  </svg>`;
};
