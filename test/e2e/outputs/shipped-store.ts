/** A store that the shipped feeds of one pack have filled from their mock, with passwords and files, and pushed from. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, workingDirectory } from '../../cli/feedwright.ts';
import { definitions } from '../../definition-runs.ts';
import { inProcess } from '../in-process.ts';
import { TIMES } from './harbour.ts';

const FLAGS = { json: true, mock: true, definitions };

export const shippedStore = async (): Promise<string> => {
  const cwd = workingDirectory();
  for (const feed of ['dlr-case-sync', 'incident-case-sync']) {
    const { code, stderr } = await inProcess('run', FLAGS, [`izoologic-sync-cases/${feed}`], { cwd });
    if (code !== 0) throw new Error(stderr);
  }
  return cwd;
};

/** `destination`: its members, as YAML in one line. */
export const pushShipped = (cwd: string, destination: string): Promise<Ended> => {
  writeFileSync(join(cwd, 'feedwright.yaml'), `destinations:\n  far: { ${destination} }\n`);
  return inProcess('push', FLAGS, ['far'], { cwd, now: () => TIMES.third, hurries: true });
};
