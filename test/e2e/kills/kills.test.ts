/** A process that is killed, wherever it stands: what the next run makes is what a run that lived would have made, and nothing is done twice. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import type { ActRow } from '../../../engine/run/action/act-contract.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { inProcess } from '../in-process.ts';
import { CLOCK, digestOf, INCIDENTS, leadingTo, newFolder, startCases, storeIn } from '../izoologic/vendor.ts';
import { copyOf, Events, KILLS, type Kill, live, type Lived, share, spread, type Work } from './harness.ts';

interface Item {
  readonly id: number;
  readonly name: string;
}

const items = (from: number, to: number): readonly Item[] =>
  Array.from({ length: to - from }, (_, index) => ({ id: from + index, name: `h${from + index}.example` }));

interface Tides {
  readonly origin: string;
  readonly events: Events;
  posts: number;
  all: readonly Item[];
}

/** The vendor of `pack.yaml`. */
const startTides = async (): Promise<Tides> => {
  const events = new Events();
  const server = createServer(async (request, response) => {
    await buffer(request);
    const { pathname, searchParams } = new URL(request.url ?? '', tides.origin);
    if (pathname === '/block') tides.posts++;
    events.tell('request');
    const later = tides.all.filter(({ id }) => id > Number(searchParams.get('after') ?? -1));
    const body =
      pathname === '/login' ? { token: 'a-token-of-tides' } : { items: pathname === '/log' ? later.slice(0, 3) : tides.all };
    response.on('finish', () => events.tell('answer'));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void (server.closeAllConnections(), server.close()));
  const tides: Tides = { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, events, posts: 0, all: [] };
  return tides;
};

const packFolder = (): string => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'definitions'));
  cpSync(join(import.meta.dirname, 'pack.yaml'), join(cwd, 'definitions/tides.yaml'));
  writeFileSync(join(cwd, 'object.json'), '{"type":"indicator","subtype":"FQDN","value":"h1.example"}');
  return cwd;
};

const here = ({ command, flags, args, env, now }: Work, cwd: string) =>
  inProcess(command, flags, args, { cwd, env, now: () => now });

/** Kills the run so often, from copies of a folder; every second one once more while it goes on. Each must end as the clean one did. */
const killRuns = async (work: Work, base: string, events: Events, kills: number): Promise<string> => {
  const clean = copyOf(base);
  const lived = await live(work, clean, events);
  expect(lived).toMatchObject({ killed: false });
  expect(lived.steps).toBeGreaterThan(10);
  const expected = digestOf(clean);
  let killed = 0;
  let trials = 0;
  for (; killed < kills; trials++) {
    const cwd = copyOf(base);
    const marks: string[] = [];
    for (let life = 0; life <= trials % 2 && killed < kills; life++) {
      const kill = spread(trials + 7 * life, lived);
      marks.push(`${kill.at} ${kill.n}`);
      if ((await live(work, cwd, events, kill)).killed) killed++;
    }
    const { code, stderr } = await here(work, cwd);
    expect({ code, digest: digestOf(cwd) }, `killed at ${marks.join(', ')}: ${stderr}`).toEqual({ code: 0, digest: expected });
    expect(await problemsIn(cwd), `killed at ${marks.join(', ')}`).toEqual([]);
  }
  return `${killed} kills in ${trials} trials, over ${lived.steps} steps and ${lived.requests} requests: ${trials} digests equal`;
};

const problemsIn = async (cwd: string): Promise<readonly string[]> => {
  const store = openStore({ path: storeIn(cwd), readOnly: true });
  try {
    return (await store.check()).problems;
  } finally {
    store.close();
  }
};

const report = (scene: string, says: string): void => {
  if (KILLS > 12) process.stderr.write(`${scene}: ${says}\n`);
};

const tidesWork = ({ origin }: Tides, feed: string): Work => ({
  command: 'run',
  flags: { json: true, set: [`host=${origin}`] },
  args: [`tides/${feed}`],
  env: {},
  now: CLOCK,
});

const feeds = share(0.22);

test('a feed that is read page by page, with a state', { timeout: feeds.timeout }, async () => {
  const tides = await startTides();
  const [work, base] = [tidesWork(tides, 'log'), packFolder()];
  tides.all = items(1, 6);
  expect(await here(work, base)).toMatchObject({ code: 0 });
  tides.all = items(1, 31);
  report('paged feed with state', await killRuns(work, base, tides.events, feeds.kills));
});

test('a feed that is a list of all there is', { timeout: feeds.timeout }, async () => {
  const tides = await startTides();
  const [work, base] = [tidesWork(tides, 'list'), packFolder()];
  tides.all = items(1, 40);
  expect(await here(work, base)).toMatchObject({ code: 0 });
  // Some are gone, some new.
  tides.all = items(15, 60);
  report('snapshot feed', await killRuns(work, base, tides.events, feeds.kills));
});

test('the incident feed over several windows, with its details, notes and files', { timeout: feeds.timeout }, async () => {
  const events = new Events();
  const vendor = await startCases({ onRequest: () => events.tell('request') });
  const flags = { json: true, since: '2025-05-12T12:00:00.000Z' };
  const work: Work = { command: 'run', flags, args: [INCIDENTS], env: leadingTo(vendor), now: CLOCK };
  report('incident feed', await killRuns(work, newFolder(), events, feeds.kills));
});

const decisions = share(0.25);

/** Kills the command, does it again until it is done, and gives what is then there. */
const killDecisions = async (command: 'apply' | 'undo', base: string, events: Events): Promise<string> => {
  const run = lastRun(base);
  const work: Work = { command, flags: { json: true, yes: true }, args: [run], env: {}, now: CLOCK };
  const clean = copyOf(base);
  const lived = await live(work, clean, events);
  expect(lived).toMatchObject({ killed: false });
  const expected = { digest: digestOf(clean), status: statusOf(clean, run) };
  let killed = 0;
  for (let trial = 0; killed < decisions.kills; trial++) {
    const cwd = copyOf(base);
    const n = 1 + Math.floor(((trial * 0.618_034) % 1) * lived.steps);
    if ((await live(work, cwd, events, { at: 'step', n })).killed) killed++;
    // It may be over and kept already.
    const { code, stderr } = await here(work, cwd);
    expect([0, 2], stderr).toContain(code);
    expect({ digest: digestOf(cwd), status: statusOf(cwd, run) }, `killed at step ${n}: ${stderr}`).toEqual(expected);
    expect(await problemsIn(cwd), `killed at step ${n}`).toEqual([]);
  }
  return `${killed} kills over ${lived.steps} steps`;
};

const inStore = <T>(cwd: string, look: (store: ReturnType<typeof openStore>) => T): T => {
  const store = openStore({ path: storeIn(cwd), readOnly: true });
  try {
    return look(store);
  } finally {
    void store.close();
  }
};
const lastRun = (cwd: string): string => inStore(cwd, (store) => [...store.runs({ limit: 1 })][0]?.id ?? '');
const statusOf = (cwd: string, run: string): string | undefined => inStore(cwd, (store) => [...store.runs({ run })][0]?.status);

test('what is held is applied, and a run is undone', { timeout: 2 * decisions.timeout }, async () => {
  const tides = await startTides();
  const [work, base] = [tidesWork(tides, 'list'), packFolder()];
  tides.all = items(1, 40);
  expect(await here(work, base)).toMatchObject({ code: 0 });
  const before = digestOf(base);
  // Some are gone, some new.
  tides.all = items(15, 60);
  expect(await here({ ...work, flags: { ...work.flags, hold: true } }, base)).toMatchObject({ code: 0 });
  expect(digestOf(base)).toBe(before);
  report('apply', await killDecisions('apply', base, tides.events));
  expect(await here({ ...work, command: 'apply', flags: { yes: true }, args: [lastRun(base)] }, base)).toMatchObject({ code: 0 });
  expect(digestOf(base)).not.toBe(before);
  report('undo', await killDecisions('undo', base, tides.events));
  expect(await here({ ...work, command: 'undo', flags: { yes: true }, args: [lastRun(base)] }, base)).toMatchObject({ code: 0 });
  expect(digestOf(base)).toBe(before);
});

const actions = share(0.34);
/** The login is the first request, the POST the second. */
const POST = 2;

const actionKill = (trial: number, lived: Lived): Kill => {
  if (trial % 4 === 0) return { at: 'request', n: POST };
  if (trial % 4 === 1) return { at: 'answer', n: POST };
  if (trial % 4 === 2) return { at: 'step', n: lived.steps - (Math.floor(trial / 4) % lived.steps) };
  return trial % 8 === 3 ? { at: 'request', n: POST } : { at: 'request', n: 1 };
};

/** Undefined where there is no run yet, or no store: it may have been killed before that was begun. */
const lastStatus = (cwd: string): string | undefined => {
  const store = openStore({ path: storeIn(cwd), readOnly: true, ifMissing: 'empty' });
  try {
    return [...store.actionRuns({})][0]?.status;
  } finally {
    store.close();
  }
};

test('an action, whose request leaves once at the most', { timeout: actions.timeout }, async () => {
  const tides = await startTides();
  const base = packFolder();
  const work: Work = {
    command: 'act',
    flags: { json: true, yes: true, objectFile: ['object.json'], set: [`host=${tides.origin}`] },
    args: ['tides/block'],
    env: {},
    now: CLOCK,
  };
  const clean = copyOf(base);
  const lived = await live(work, clean, tides.events);
  expect([lived.killed, lived.requests, tides.posts]).toEqual([false, POST, 1]);
  const digest = digestOf(clean);
  const count = { killed: 0, left: 0, refused: 0, sentLater: 0, kept: 0 };
  for (let trial = 0; count.killed < actions.kills; trial++) {
    const [cwd, kill] = [copyOf(base), actionKill(trial, lived)];
    tides.posts = 0;
    if (!(await live(work, cwd, tides.events, kill)).killed) continue;
    count.killed++;
    const left = tides.posts;
    count.left += left;
    const name = `killed at ${kill.at} ${kill.n}`;
    if (lastStatus(cwd) === 'succeeded') {
      // All was over and kept: there is nothing to do again.
      expect(left, name).toBe(1);
      count.kept++;
    } else {
      const { code, stdout } = await here(work, cwd);
      const [row] = JSON.parse(stdout) as readonly ActRow[];
      if (left === 1) expect([code, row?.status, row?.error?.code], name).toEqual([2, 'refused', 'act.uncertain']);
      else expect(row?.status, name).toMatch(/^(succeeded|refused)$/);
      if (row?.status === 'succeeded') count.sentLater++;
      else count.refused++;
      expect(tides.posts, name).toBe(left === 1 || row?.status === 'succeeded' ? 1 : 0);
    }
    expect(digestOf(cwd), name).toBe(digest);
  }
  expect(count.left).toBeGreaterThanOrEqual(Math.floor(actions.kills / 2));
  report(
    'action',
    `${count.killed} kills, ${count.left} of them after the POST had left; none sent twice: ${count.refused} refused as "may have happened", ${count.sentLater} sent by the next one, ${count.kept} over and kept`,
  );
});
