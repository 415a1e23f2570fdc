/** A `feedwright run` in a process of its own; `without`: nobody looks at the shape of what comes. Tells its figures on stdout. */
import { main } from '../../../engine/cli/main.ts';
import { DriftWatch } from '../../../engine/drift/drift-watch.ts';
import { PageShape } from '../../../engine/drift/fold/window-shapes.ts';

const [way, ...argv] = process.argv.slice(2);
if (way === 'without') {
  PageShape.prototype.look = () => undefined;
  PageShape.prototype.columns = () => undefined;
  DriftWatch.prototype.judge = () => ({ verdict: { kind: 'note' }, shape: {} });
}
process.exitCode = await main(argv, () => undefined);
const { user, system } = process.cpuUsage();
process.stdout.write(`${JSON.stringify({ cpu: (user + system) / 1000 })}\n`);
