import { h } from 'preact';
import { tick } from '../base/clock.ts';
import { ui, type Piece } from '../base/ui.ts';
import { ago, local, utc } from '../base/words.ts';

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
