import type { ActionLedger } from '../../run/action/act-contract.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';

/** The store as an action's ledger; a dry run has none. */
export const actionLedger = (store: OpenedStore | undefined): ActionLedger => ({
  uncertain: async (action, object) => {
    for await (const { status, startedAt } of store?.actionRuns({ action, object }) ?? []) {
      if (status === 'intent' || status === 'uncertain') return { at: startedAt };
      // One that failed says nothing of the ones before it.
      if (status === 'succeeded') return undefined;
    }
    return undefined;
  },
  begin: async ({ at, ...intent }) => store?.beginAction({ ...intent, now: at }),
  end: async ({ id, at, result, ...end }) => store?.endAction(id, { ...end, answer: result, now: at }),
});
