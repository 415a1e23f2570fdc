/** Takes the one place of an account and keeps it until it is killed: `budget-child.ts ADDRESS ACCOUNT`. */
import { PostgresBudget } from '../../../engine/store/postgres/budgets/postgres-budget.ts';
import { parsePostgresAddress } from '../../../engine/store/postgres/database/address.ts';

const [address = '', account = ''] = process.argv.slice(2);
const budget = new PostgresBudget(parsePostgresAddress(address), JSON.parse(account) as unknown[], {
  clock: () => performance.now(),
  onFailure: (error) => {
    throw error;
  },
});
await budget.enter(1, new AbortController().signal);
process.stdout.write('in\n');
setInterval(() => undefined, 1000);
