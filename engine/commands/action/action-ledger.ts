import type { ActionLedger } from '../../run/act.ts';
import type { SqliteStore } from '../../store/open-store.ts';

/** The store as an action's ledger; a dry run has none. */
export const actionLedger = (store: SqliteStore | undefined): ActionLedger => ({
  uncertain: (action, object) => {
    const [last] = store?.actionRuns({ action, object, limit: 1 }) ?? [];
    return last?.status === 'intent' || last?.status === 'uncertain' ? { at: last.startedAt } : undefined;
  },
  begin: ({ at, ...intent }) => store?.beginAction({ ...intent, now: at }),
  end: ({ id, at, result, ...end }) => store?.endAction(id, { ...end, answer: result, now: at }),
});
