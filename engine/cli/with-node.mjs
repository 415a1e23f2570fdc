// `node engine/cli/with-node.mjs [node options] SCRIPT [args]`: runs a development script under Node 24 or newer.
import { bundledNode, isNewEnough, missingNode, runUnder } from './node24.mjs';

const node = isNewEnough() ? process.execPath : bundledNode();
if (node === undefined) {
  process.stderr.write(`error: ${missingNode()}\n`);
  process.exitCode = 1;
} else {
  runUnder(node, process.argv.slice(2));
}
