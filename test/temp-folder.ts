import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What tests leave behind in the folder for temporary files goes with the run. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-test-'));
  // A test that gives up root's rights has to get through.
  chmodSync(folder, 0o711);
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
