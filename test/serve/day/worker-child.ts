/** A worker in a process of its own, whose time is what a server has noted down last. */
import { readFileSync } from 'node:fs';
import { startWorker } from '../../jobs/start-worker.ts';

const [cwd = '', noted = ''] = process.argv.slice(2);

const main = async (): Promise<void> => {
  const end = await startWorker(cwd, 8, () => Number(readFileSync(noted, 'utf8')));
  const leave = (): void => void end().then(() => process.exit());
  process.once('SIGTERM', leave);
  // Whoever started it is gone.
  process.once('disconnect', leave);
  process.send?.('ready');
};

void main();
