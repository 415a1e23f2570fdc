import type { RecordCounts } from '../../../store/contract/store.ts';
import type { RunContext } from '../../context/context.ts';
import type { RunOptions } from '../run-options.ts';

/**
 * Why a window is sealed and not applied, as half a sentence; undefined: it is applied. Where a wish alone holds it, one for which
 * the vendor had nothing is not worth a look: it only moves the checkpoint. Behind a run that was undone every window is, for what
 * is no longer there may be what was wrong.
 */
export function holdOf(
  { plan, services }: RunContext,
  { hold }: RunOptions,
  { fetched, expanded }: RecordCounts,
): string | undefined {
  if (services.instance.holdsNext !== undefined) return services.instance.holdsNext;
  const isEmpty = fetched + expanded === 0 && plan.snapshot === undefined && plan.documents === undefined;
  return isEmpty ? undefined : hold;
}
