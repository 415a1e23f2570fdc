/**
 * `composed-run.ts FOLDER STEP kill|interrupt|copy COPIES`: a run as the command composes it, over a store that tells of its
 * durable steps and applies few objects a batch. Prints the steps' names; at step number STEP it kills itself, or is interrupted
 * as by Ctrl-C; or it copies the folder at each step.
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createDefinitionEvaluator } from '../../../engine/expression/definition/definition-evaluator.ts';
import { emptyConfig } from '../../../engine/api/config/config.ts';
import { openCatalog } from '../../../engine/api/packs/catalog.ts';
import { composeServices } from '../../../engine/api/runs/compose.ts';
import { readFeedOptions } from '../../../engine/api/options/read-feed-options.ts';
import { findFeed, instanceKey } from '../../../engine/api/packs/target.ts';
import { createIo } from '../../../engine/commands/shell/io.ts';
import { planFeed } from '../../../engine/plan/plan-feed.ts';
import { runFeed } from '../../../engine/run/feed/run-feed.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';

const [folder = '', endAt = '', how = 'kill', copies = ''] = process.argv.slice(2);
const interruption = new AbortController();
const io = { ...createIo(process, interruption.signal), cwd: folder };
const config = emptyConfig(folder);
const target = findFeed(io, 'seclytics/predictions', {}, config, openCatalog(io, {}, config));
const { pack, feed, instance: named } = target;
const options = await readFeedOptions(io, {
  pack,
  fields: feed.userFields,
  asked: {},
  config,
  instance: named,
  mock: undefined,
});

let steps = 0;
const onStep = (name: string): void => {
  process.stdout.write(`${name}\n`);
  steps++;
  if (how === 'copy') cpSync(folder, join(copies, String(steps)), { recursive: true });
  if (steps !== Number(endAt)) return;
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  else interruption.abort();
};
const store = openStore({ path: `${folder}/.feedwright/store.db`, mock: false, batch: 4, onStep });
const instance = await store.open(instanceKey(target), { now: io.now(), signal: io.signal });
const evaluator = createDefinitionEvaluator(io.now);
const range = { now: io.now(), since: undefined, until: undefined, checkpoint: instance.checkpoint().until, clip: false };
const plan = planFeed({ pack, feed, options: options.values, ...range }, evaluator);
const services = composeServices(io, {
  plan,
  options,
  instance,
  evaluator,
  reach: { proxy: undefined },
  clock: io.now,
  vendor: undefined,
  report: () => undefined,
});
await runFeed(plan, { dryRun: false, limit: undefined }, services, evaluator);
await services.http.close();
await instance.close();
await store.close();
