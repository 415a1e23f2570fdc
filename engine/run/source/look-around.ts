import { EngineError } from '../../language/basics/errors.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import { WindowFull } from '../context/signals.ts';
import type { PageSink } from './read-pages.ts';
import type { SourceRead } from './source-sink.ts';

type Look = (body: unknown, scope: Scope) => void;

/**
 * What the feed asks of the document around a page's records: as soon as it can be had, and once more with the page's records counted.
 * `came`: how many records, or entries of an index, there are by now.
 */
export function lookingAround(
  { context, counter }: Pick<SourceRead, 'context' | 'counter'>,
  came: () => number,
): Pick<PageSink, 'envelope'> {
  const looks = [halving(context), reconciling({ context, counter }, came)].filter((look) => look !== undefined);
  if (looks.length === 0) return {};
  return {
    envelope: (body, scope) => {
      for (const look of looks) look(body, { ...scope, records: counter.fetched });
    },
  };
}

/** Is the window to be halved? */
function halving({ evaluator, plan }: SourceRead['context']): Look | undefined {
  const spec = plan.feed.window?.halve;
  if (spec === undefined) return undefined;
  const holds = evaluator.condition(spec.when);
  return (body, scope) => {
    if (holds(body, scope)) throw new WindowFull();
  };
}

/** Notes the vendor's own count, as its last page has it. That it can't be had is told, and fails nothing. */
function reconciling({ context, counter }: Pick<SourceRead, 'context' | 'counter'>, came: () => number): Look | undefined {
  const total = context.plan.feed.health?.reconcile;
  if (total === undefined) return undefined;
  const bound = context.evaluator.expr(total);
  return (body, scope) => {
    let given: unknown;
    try {
      given = bound.evaluate(body, scope);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    const said = countOf(given) ?? counter.total?.said ?? null;
    counter.total = { said, came: came() };
  };
}

/** A whole number, or undefined. */
function countOf(given: unknown): number | undefined {
  const count = typeof given === 'string' && /^\s*\d{1,15}\s*$/.test(given) ? Number(given) : given;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
