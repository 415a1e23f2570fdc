/** A run that is held: what applying it would change, and the two ways on. */
import type { ObjectEventView } from '../../../serve/contract/objects.ts';
import type { DecidedView, ReviewView } from '../../../serve/contract/review.ts';
import { ask, count, note, ui, useAnswer, type Piece } from '../../base.ts';
import { answered, button, confirm, empty, section } from '../../parts.ts';
import { badge, stack, table, time, value, type Columns, type Tone } from '../../shown.ts';
import { typeOf } from '../objects/objects.ts';

/** An object in a review, as `feedwright review --json` has it; of what is sensitive there are no values. */
interface Reviewed {
  readonly kind: 'appears' | 'changes' | 'returns' | 'goes';
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  readonly changes: ObjectEventView['changes'];
}

const TONES: Readonly<Record<Reviewed['kind'], Tone>> = { appears: 'good', changes: 'busy', returns: 'warn', goes: 'bad' };

const values = (all: ObjectEventView['changes'][number]['before']): Piece => {
  if (all === null) return ui`<i class="none">hidden</i>`;
  return all.length === 0 ? ui`<span class="none">nothing</span>` : value(all.join(', '), 120);
};

/** What was, and what is or would be instead. */
export const changesOf = (all: Reviewed['changes']): Piece =>
  all.map(({ name, before, after }) => ui`<div>${value(name, 40)}: ${values(before)} → ${values(after)}</div>`);

const COLUMNS: Columns<Reviewed> = {
  It: ({ kind }) => badge(kind, TONES[kind]),
  Object: (one) => stack(ui`<b>${value(one.value, 80)}</b>`, typeOf(one)),
  'What changes': ({ changes }) => changesOf(changes),
};

const SAYS = {
  apply: 'What is held comes into the store, and destinations get it.',
  discard: 'What is held is given up. The next run asks for it again.',
  undo: 'Objects get back what they were before this run, as far as that is kept; destinations get the corrections.',
};

/** Asks once more where it can't be taken back, does it, and says how things go on. */
export const decide = async (run: string, how: keyof typeof SAYS, again: () => void): Promise<void> => {
  if (!(await confirm(`${how[0]?.toUpperCase()}${how.slice(1)} this run?`, ui`<p>${SAYS[how]}</p>`, how))) return;
  const { next }: DecidedView = await ask(`POST /api/runs/ID/${how}`, { at: [run] });
  note('good', `Done: ${how}.`, typeof next === 'string' ? next : null);
  again();
};

export const Review = ({ run, again }: { readonly run: string; readonly again: () => void }): Piece => {
  const answer = useAnswer('GET /api/runs/ID/review', { at: [run] });
  const acts = ui`${button('Apply', { kind: 'main', role: 'operator' }, () => decide(run, 'apply', again))}${button('Discard', { role: 'operator' }, () => decide(run, 'discard', again))}`;
  const shown = ({ since, why, kinds, shown: all }: ReviewView): Piece => {
    const keyOf = (one: Reviewed): string => `${one.kind} ${one.type} ${one.subtype} ${one.value}`;
    const told = Object.entries(kinds).map(([kind, one]) => `${count(one)} ${kind}`);
    return ui`<div>
      <p class="padded">Since ${time(since, 'line')}: ${value(why, 300)}. ${told.join(', ')}.</p>
      ${table('What it would change', all as readonly Reviewed[], keyOf, COLUMNS, { wide: 'What changes', none: empty('Applying it changes no object.') })}
    </div>`;
  };
  return section('Held, to be looked at', answered(answer, shown), '', acts);
};
