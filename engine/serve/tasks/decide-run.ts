import { applyRun } from '../../api/review/apply-run.ts';
import { discardRun } from '../../api/review/discard-run.ts';
import { reviewRun } from '../../api/review/review-run.ts';
import { undoOfRun } from '../../api/review/undo-run.ts';
import { iso } from '../../api/wording/units.ts';
import type { DecidedView, ReviewView } from '../contract/review.ts';
import { askedOf, withTexts } from './asked.ts';
import type { Common, TaskWorld } from './task.ts';

/** Objects of each kind that are shown. */
const SHOWN = 50;

type RunInput = Common & { readonly id: string };

/** Of a sensitive value only that there is one, however deep it stands. */
const hidden = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  const isSensitive = (value as { readonly sensitive?: unknown }).sensitive === true;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isSensitive && VALUES.has(name) ? null : hidden(one)]),
  );
};

const VALUES = new Set(['value', 'values', 'before', 'after', 'from', 'to', 'added', 'removed']);

export const review = (world: TaskWorld, input: RunInput): Promise<ReviewView> =>
  withTexts(input, async () => {
    const { run, feed, instance, partition, since, why, objects, kinds, shown } = await reviewRun(
      world,
      askedOf(input),
      input.id,
      SHOWN,
    );
    const { created, updated, unchanged, withdrawn } = objects;
    return {
      run,
      feed,
      instance,
      partition,
      since: iso(since),
      why,
      objects: { created, updated, unchanged, withdrawn },
      kinds,
      shown: shown.map(hidden),
    };
  });

/** Applies, discards or undoes a run; whoever asks has agreed. */
export const decideRun = (
  world: TaskWorld,
  input: RunInput & { readonly how: 'apply' | 'discard' | 'undo' },
): Promise<DecidedView> =>
  withTexts(input, async () => {
    const asked = askedOf(input);
    const done = { apply: applyRun, discard: discardRun, undo: undoOfRun }[input.how];
    return { ...(await done(world, asked, input.id)) };
  });
