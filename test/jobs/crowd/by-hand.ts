/** The crowd at full size, by hand: `node engine/cli/with-node.mjs test/jobs/crowd/by-hand.ts [NAME=NUMBER …]`; prints what came of it. */
import { PostgresServer } from '../../support/postgres.ts';
import { type CrowdSize, runCrowd } from './crowd.ts';

const FULL: CrowdSize = {
  workers: 3,
  tenants: 10,
  each: 30,
  turns: 10,
  kills: 100,
  crashes: 10,
  freezes: 3,
  latency: 10,
  silence: 10,
};

const given = Object.fromEntries(process.argv.slice(2).map((text) => [text.split('=')[0], Number(text.split('=')[1])]));
const size: CrowdSize = { ...FULL, ...given };
const settings = { max_connections: '400' };
const server = new PostgresServer();
await server.start(settings);
try {
  const result = await runCrowd(server, size, settings);
  const runs = size.tenants * size.each * size.turns;
  const perSecond = Number(((runs * 1000) / result.took).toFixed(1));
  process.stdout.write(`${JSON.stringify({ size, runs, perSecond, ...result }, null, 2)}\n`);
} finally {
  await server.stop();
}
