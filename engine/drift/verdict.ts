import { EngineError } from '../language/basics/errors.ts';
import type { DriftPolicy } from '../language/feed/drift.ts';
import type { Drift } from './drift.ts';
import type { DriftFinding } from './told/finding.ts';

/** What follows for a window, before it is sealed. */
export type DriftVerdict =
  | { readonly kind: 'note' }
  /** It is sealed and waits for a person; `because`: in words. */
  | { readonly kind: 'hold'; readonly because: string; readonly findings: readonly DriftFinding[] }
  /** The run ends with it. */
  | { readonly kind: 'fail'; readonly error: EngineError };

/** Only what this window itself showed, and what something hangs on, holds or fails it. `window`: its number among those remembered. */
export const driftVerdict = (
  policy: Pick<DriftPolicy, 'then'>,
  { changes, findings, fed }: Drift,
  window: number,
): DriftVerdict => {
  const counting = findings.filter(({ counts }, index) => counts && changes[index]?.last === window);
  const [first] = counting;
  if (policy.then === 'note' || first === undefined) return { kind: 'note' };
  const more = counting.length - 1;
  const because = `${first.words}${more > 0 ? `; and ${more} more` : ''}`;
  if (policy.then === 'hold') return { kind: 'hold', because, findings: counting };
  const error = new EngineError('run.drift', `The records have another shape than before: ${because}.`, {
    place: fed[0]?.place,
    hint: 'Read in the definition what the vendor sends now, then run it again: nothing of this window counts. If it is right as it is, run it with `--accept-drift`.',
  });
  return { kind: 'fail', error };
};
