/** States in a word and a colour: never in a colour alone. */
import { ui, names, type Piece } from '../base/ui.ts';
import { plain } from '../base/words.ts';

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
