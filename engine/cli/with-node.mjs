// `node engine/cli/with-node.mjs [node options] SCRIPT [args]`: runs a development script under Node 24 or newer.
import { spawnSync } from 'node:child_process';
import { bundledNode, isNewEnough, missingNode } from './node24.mjs';

const node = isNewEnough() ? process.execPath : bundledNode();
if (node === undefined) {
  process.stderr.write(`${missingNode()}\n`);
  process.exit(1);
}
const { status, signal } = spawnSync(node, process.argv.slice(2), { stdio: 'inherit' });
process.exit(status ?? (signal === null ? 1 : 128));
