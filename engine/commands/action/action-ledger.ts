import type { ActionLedger } from '../../run/action/act.ts';
import type { SqliteStore } from '../../store/sqlite/open-store.ts';

/** The store as an action's ledger; a dry run has none. */
export const actionLedger = (store: SqliteStore | undefined): ActionLedger => ({
  uncertain: (action, object) => {
    for (const { status, startedAt } of store?.actionRuns({ action, object }) ?? []) {
      if (status === 'intent' || status === 'uncertain') return { at: startedAt };
      // One that failed says nothing of the ones before it.
      if (status === 'succeeded') return undefined;
    }
    return undefined;
  },
  begin: ({ at, ...intent }) => store?.beginAction({ ...intent, now: at }),
  end: ({ id, at, result, ...end }) => store?.endAction(id, { ...end, answer: result, now: at }),
});
