import type { FeedView, HealthView } from '../../../serve/contract/feeds.ts';
import { many, to, ui, type Piece } from '../../base.ts';
import { badge, legible, time, toneOf, value } from '../../parts.ts';

/** One state in a word, and why in a sentence; the remedy where somebody must act. */
export const healthOf = (health: HealthView | null): Piece => {
  if (health === null) return ui`<span class="none">not known</span>`;
  const { state, words, since, last_good, place, remedy, acts } = health;
  return ui`<div class="health">
    <p>${badge(state, acts && toneOf(state) !== 'warn' ? 'bad' : toneOf(state))} ${value(words, 280)}</p>
    ${acts && remedy && ui`<p class="remedy"><b>What to do:</b> ${value(remedy, 280)}</p>`}
    ${acts && place && !words.includes(place) && ui`<p class="where"><code>${legible(place)}</code></p>`}
    ${(since || (acts && last_good)) && ui`<p class="sub">${since && ui`since ${time(since, 'line')}`}${since && acts && last_good && ' · '}${acts && last_good && ui`last well ${time(last_good, 'line')}`}</p>`}
  </div>`;
};

/** What it is doing, and what is set for it. */
export const stateOf = ({ state, job, paused, hold, missed, findings }: FeedView): Piece => ui`<div class="stack">
  <span>${job === null ? badge(state) : ui`<a href=${to(['jobs', job])} class="live">${badge(state, 'busy')}</a>`}${hold && ui` ${badge('on hold', 'warn')}`}</span>
  ${paused && ui`<span class="sub">by ${value(paused.by)}, ${time(paused.since, 'line')}</span>`}
  ${missed && ui`<span class="sub">${many(missed.count, 'turn')} missed${missed.made_up ? ', made up for' : ''}</span>`}
  ${findings.length > 0 && ui`<span class="sub bad-ink">${many(findings.length, 'finding')} in its definition: the one before is used</span>`}
</div>`;
