import type { Evaluator } from '../expression/definition/evaluator.ts';
import { UsageError } from '../language/basics/errors.ts';
import type { Feed } from '../language/model.ts';

/** More than this is a mistake in the options, not a list of lists. */
const MOST_PARTITIONS = 1000;

/**
 * The values that the feed runs once for each, without repetitions, in their order; `[undefined]` without `partition:`.
 * Throws UsageError `plan.partition` where they are none, too many, or no texts.
 */
export function partitionsOf(
  feed: Feed,
  options: Readonly<Record<string, unknown>>,
  evaluator: Evaluator,
): readonly (string | undefined)[] {
  const { partition } = feed;
  if (partition === undefined) return [undefined];
  const refuse = (message: string, hint: string): UsageError =>
    new UsageError('plan.partition', message, { place: partition.of.place, hint });
  const given = evaluator.expr(partition.of).evaluate(undefined, { user: options });
  const values = given === undefined ? [] : Array.isArray(given) ? (given as readonly unknown[]) : [given];
  const texts = new Set(
    values.map((value) => {
      if (typeof value === 'string' && value.trim() !== '') return value;
      if (typeof value === 'number' || typeof value === 'boolean') return String(value);
      throw refuse(
        `The feed "${feed.name}" can't run for a part without a name.`,
        'Let `partition` give a text, or a list of texts.',
      );
    }),
  );
  if (texts.size === 0)
    throw refuse(
      `The feed "${feed.name}" has nothing to run for: its partition gave no value.`,
      'Set the option that it is made of.',
    );
  if (texts.size > MOST_PARTITIONS)
    throw refuse(
      `The feed "${feed.name}" would run ${texts.size} times, and at most ${MOST_PARTITIONS} are allowed.`,
      'Name fewer.',
    );
  return [...texts];
}
