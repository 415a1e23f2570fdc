/** One process of several on a store: `two-processes-child.ts PATH FEED RUNS`. Holds its instance until its input ends, with RUNS 0. */
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { runOnce } from './run-once.ts';
import { attribute, key, object } from '../make-object.ts';

const [path = '', feed = '', runs = '0'] = process.argv.slice(2);
const store = openStore({ path, mock: false, batch: 50 });
if (runs === '0') {
  await store.open(key({ feed }), { now: 1_700_000_000_000 });
  process.stdout.write('holding\n');
  process.stdin.resume();
} else {
  for (let run = 0; run < Number(runs); run++) {
    const objects = Array.from({ length: 300 }, (_, at) =>
      object(`10.0.${at}`, {
        tags: [feed],
        attributes: [attribute('Score', `${feed} ${run}`, 'update'), attribute(`From ${feed}`, `${at}`)],
      }),
    );
    await runOnce(store, objects, { instance: { feed, source: feed } });
  }
  await store.close();
}
