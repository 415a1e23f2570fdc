import { EngineError } from '../language/basics/errors.ts';
import type { DriftPolicy } from '../language/feed/drift.ts';
import type { Drifted } from './drift.ts';

/** What follows for a window, before it is sealed. */
export type DriftVerdict =
  | { readonly kind: 'note' }
  /** It is sealed and waits for a person; `because`: in words. */
  | { readonly kind: 'hold'; readonly because: string }
  /** The run ends with it. */
  | { readonly kind: 'fail'; readonly error: EngineError };

/** Only what this window itself showed, and what something hangs on, holds or fails it. `window`: its number among those remembered. */
export const driftVerdict = (
  { do: policy }: Pick<DriftPolicy, 'do'>,
  drift: readonly Drifted[],
  window: number,
): DriftVerdict => {
  const counting = drift.filter(({ change, finding }) => finding.counts && change.last === window);
  const [first] = counting;
  if (policy === 'note' || first === undefined) return { kind: 'note' };
  const more = counting.length - 1;
  const because = `${first.finding.words}${more > 0 ? `; and ${more} more` : ''}`;
  if (policy === 'hold') return { kind: 'hold', because };
  const error = new EngineError('run.drift', `The records have another shape than before: ${because}.`, {
    place: first.fed[0]?.place,
    hint: 'Nothing of this window counts. Read in the definition what the vendor sends now, then run it again; if all is right as it is, run it with `--accept-drift`.',
  });
  return { kind: 'fail', error };
};
