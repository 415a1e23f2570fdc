/** An action in a process of its own, for a test that kills it: `act-child.ts <folder>`; the environment leads to the vendor. */
import { inProcess } from '../in-process.ts';

const [cwd = ''] = process.argv.slice(2);
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('FEEDWRIGHT_'))) as Record<
  string,
  string
>;
await inProcess('act', { yes: true, case: ['CASE1'], set: ['message=hello'] }, ['izoologic-operation/send-case-message'], {
  cwd,
  env,
});
