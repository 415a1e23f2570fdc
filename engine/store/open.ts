/** Opens a store, whatever lies behind its address. */
import type { OpenedStore } from './contract/opened-store.ts';
import { budgetsPath, SharedBudget, type Account, type BudgetServices } from './sqlite/budgets/shared-budgets.ts';
import { openStore, type OpenStoreOptions } from './sqlite/open-store.ts';

/** Where a store is. */
export interface StoreAddress {
  readonly kind: 'sqlite';
  /** The complete path of its file, to which the names of what lies beside it on this machine are put: `PATH.budgets`. */
  readonly path: string;
}

export type StoreOptions = Omit<OpenStoreOptions, 'path'>;

/** Opens the store, making it where it is missing. Throws EngineError `store.…` with a plain sentence. */
export const openStoreAt = async ({ path }: StoreAddress, options: StoreOptions): Promise<OpenedStore> =>
  openStore({ path, ...options });

/** What all who use the store may ask of one account together. */
export const openBudget = ({ path }: StoreAddress, account: Account, services: BudgetServices): SharedBudget =>
  new SharedBudget(budgetsPath(path), account, services);
