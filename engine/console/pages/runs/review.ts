/** A run that is held: what applying it would change, and the two ways on. */
import type { DecidedView } from '../../../serve/contract/review.ts';
import { ask, count, note, ui, useAnswer, type Piece } from '../../base.ts';
import {
  answered,
  badge,
  button,
  col,
  confirm,
  empty,
  section,
  table,
  time,
  value,
  type Column,
  type Tone,
} from '../../parts.ts';
import { typeOf } from '../objects/objects.ts';

/** An object in a review, as `feedwright review --json` has it; of what is sensitive there are no values. */
interface Reviewed {
  readonly kind: 'appears' | 'changes' | 'returns' | 'goes';
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  readonly changes: readonly {
    readonly name: string;
    readonly before: readonly string[] | null;
    readonly after: readonly string[] | null;
  }[];
}

const TONES: Readonly<Record<Reviewed['kind'], Tone>> = { appears: 'good', changes: 'busy', returns: 'warn', goes: 'bad' };

const values = (all: readonly string[] | null): Piece =>
  all === null
    ? ui`<i class="none">hidden</i>`
    : all.length === 0
      ? ui`<span class="none">nothing</span>`
      : value(all.join(', '), 120);

const COLUMNS: readonly Column<Reviewed>[] = [
  col.text('It', ({ kind }) => badge(kind, TONES[kind])),
  col.text('Object', (one) => ui`<div class="stack"><b>${value(one.value, 80)}</b><span class="sub">${typeOf(one)}</span></div>`),
  col.wide('What changes', ({ changes }) =>
    changes.map(({ name, before, after }) => ui`<div>${value(name, 40)}: ${values(before)} → ${values(after)}</div>`),
  ),
];

/** Asks once more where it can't be taken back, does it, and says how things go on. */
export const decide = async (run: string, how: 'apply' | 'discard' | 'undo', again: () => void): Promise<void> => {
  const says = {
    apply: 'What is held comes into the store, and destinations get it.',
    discard: 'What is held is given up. The next run asks for it again.',
    undo: 'Objects get back what they were before this run, as far as that is kept; destinations get the corrections.',
  }[how];
  if (!(await confirm(`${how[0]?.toUpperCase()}${how.slice(1)} this run?`, ui`<p>${says}</p>`, how))) return;
  const done: DecidedView = await ask(`POST /api/runs/ID/${how}`, { at: [run] });
  const { next } = done;
  note('good', `Done: ${how}.`, typeof next === 'string' ? next : null);
  again();
};

export const Review = ({ run, again }: { readonly run: string; readonly again: () => void }): Piece => {
  const answer = useAnswer('GET /api/runs/ID/review', { at: [run] });
  return section(
    {
      title: 'Held, to be looked at',
      kind: 'flush',
      acts: ui`${button('Apply', { kind: 'main', role: 'operator' }, () => decide(run, 'apply', again))}${button('Discard', { role: 'operator' }, () => decide(run, 'discard', again))}`,
    },
    answered(
      answer,
      ({ since, why, kinds, shown }) => ui`<div>
      <p class="padded">Since ${time(since, 'line')}: ${value(why, 300)}. ${Object.entries(kinds)
        .map(([kind, many]) => `${count(many)} ${kind}`)
        .join(', ')}.</p>
      ${shown.length === 0 ? empty('Applying it changes no object.') : table('What it would change', shown as readonly Reviewed[], COLUMNS, (one) => `${one.kind} ${one.type} ${one.subtype} ${one.value}`)}
    </div>`,
    ),
  );
};
