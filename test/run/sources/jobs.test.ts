import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDefinitionEvaluator } from '../../../engine/expression/definition/definition-evaluator.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { describePlan } from '../../../engine/plan/describe-plan.ts';
import { planFeed } from '../../../engine/plan/plan-feed.ts';
import type { RunEvent } from '../../../engine/run/context/services.ts';
import { emptyFolder, runLive, startVendor } from '../../components/live.ts';
import type { Given, Vendor } from '../../components/live.ts';
import { demo, shortly } from '../../language/load-text.ts';

const file = join(import.meta.dirname, '../fixtures/jobs.yaml');
let vendor: Vendor;
let waits: number[] = [];
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());
beforeEach(() => {
  vendor.asked.length = 0;
  waits = [];
});

const sleep = async (ms: number): Promise<void> => void waits.push(ms);
const run = (more: Partial<Parameters<typeof runLive>[0]> = {}) =>
  runLive({ file, feed: 'export', vendor, folder: emptyFolder(), sleep, ...more });
const steps = (): readonly string[] => vendor.asked.map(({ method, url }) => `${method} ${url.pathname}`);

/** A vendor whose polls come to these answers in turn, the last one for ever. */
const answering = (polls: readonly unknown[], more: Readonly<Record<string, () => Given>> = {}): void => {
  let polled = 0;
  const usual: Readonly<Record<string, () => Given>> = {
    'POST /exports': () => ({ status: 202, json: { id: 7 } }),
    'GET /exports/7': () => ({ json: polls[Math.min(polled++, polls.length - 1)] }),
    'GET /files/f.json': () => ({ json: { items: [{ name: 'a.example' }] } }),
    'DELETE /exports/7': () => ({ status: 204 }),
    ...more,
  };
  vendor.answer = ({ method, url }) => usual[`${method} ${url.pathname}`]?.() ?? { status: 404 };
};
const waiting = { status: 'working' };
const done = { status: 'done', file: 'f.json' };

describe('a job', () => {
  test('is ordered, polled ever more slowly, downloaded and removed', async () => {
    answering([waiting, waiting, done]);
    const { row, values } = await run();
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 1 } });
    expect(values).toEqual(['a.example']);
    const poll = 'GET /exports/7';
    expect(steps()).toEqual(['POST /exports', poll, poll, poll, 'GET /files/f.json', 'DELETE /exports/7']);
    expect(waits).toEqual([2000, 3000, 4500]);
  });

  test('is ordered once for all pages of what it gives', async () => {
    answering([done], {
      'GET /exports/7/rows': () => {
        const from = Number(vendor.asked.at(-1)?.url.searchParams.get('from'));
        return { json: { items: ['a', 'b', 'c'].slice(from, from + 2).map((name) => ({ name: `${name}.example` })) } };
      },
    });
    const { row, values } = await run({ feed: 'rows' });
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 3 } });
    expect(values).toEqual(['a.example', 'b.example', 'c.example']);
    const rows = 'GET /exports/7/rows';
    expect(steps()).toEqual(['POST /exports', 'GET /exports/7', rows, rows, 'DELETE /exports/7']);
    expect(JSON.parse(vendor.asked[0]?.body ?? '')).toEqual({ page: 2 });
  });

  test('that failed says so in the words of the vendor, and is removed', async () => {
    answering([{ status: 'failed', error: 'too\u0007 much' }]);
    const { row } = await run();
    expect(row).toMatchObject({
      status: 'failed',
      error: { code: 'job.failed', message: expect.stringContaining('(it says: too much)') },
    });
    expect(steps().at(-1)).toBe('DELETE /exports/7');
  });

  test('that is never ready is given up within its time, and removed', async () => {
    answering([waiting]);
    expect((await run()).row).toMatchObject({ status: 'failed', error: { code: 'job.timeout' } });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(60_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20_000);
    expect(steps().at(-1)).toBe('DELETE /exports/7');
  });

  test('is removed after a poll that failed for good', async () => {
    answering([done], { 'GET /exports/7': () => ({ status: 503 }) });
    expect((await run()).row).toMatchObject({ status: 'failed', error: { code: 'http.status' } });
    const poll = 'GET /exports/7';
    expect(steps()).toEqual(['POST /exports', poll, poll, poll, 'DELETE /exports/7']);
  });

  test('is removed after a download that failed; a removal that fails changes nothing, and is told', async () => {
    answering([done], { 'GET /files/f.json': () => ({ status: 400 }) });
    expect((await run()).row).toMatchObject({ status: 'failed', error: { code: 'http.status' } });
    expect(steps().at(-1)).toBe('DELETE /exports/7');
    answering([done], { 'DELETE /exports/7': () => ({ status: 400 }) });
    const told: string[] = [];
    const report = (event: RunEvent): void => void (event.kind === 'notice' && told.push(`${event.level}: ${event.message}`));
    expect((await run({ report })).row).toMatchObject({ status: 'succeeded' });
    expect(told).toEqual([expect.stringMatching(/^warning: A job of "export" was left at the vendor: .*400/)]);
  });

  test('is not ordered twice where nobody knows whether the order arrived', async () => {
    answering([done], { 'POST /exports': () => ({ status: 504 }) });
    expect((await run()).row).toMatchObject({ status: 'failed' });
    expect(steps()).toEqual(['POST /exports']);
  });

  test('is not ordered again where its download broke off in the middle', async () => {
    const text = JSON.stringify({
      items: Array.from({ length: 20_000 }, (_, index) => ({ name: `a${index}.example`, more: 'x'.repeat(500) })),
    });
    let asked = 0;
    answering([done], { 'GET /files/f.json': () => (asked++ === 0 ? { text, cut: text.length - 100 } : { text }) });
    const { row } = await run({ run: { dryRun: true } });
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 20_000 } });
    const file = 'GET /files/f.json';
    expect(steps()).toEqual(['POST /exports', 'GET /exports/7', file, file, file, 'DELETE /exports/7']);
  });

  test('whose order has no id fails before any poll', async () => {
    answering([done], { 'POST /exports': () => ({ json: {} }) });
    expect((await run()).row).toMatchObject({ status: 'failed', error: { code: 'job.id' } });
    expect(steps()).toEqual(['POST /exports']);
  });

  test('is left when the run is interrupted while it waits', async () => {
    answering([waiting]);
    const abort = new AbortController();
    const interrupted = async (_: number, signal: AbortSignal): Promise<void> => {
      abort.abort();
      signal.throwIfAborted();
    };
    expect((await run({ signal: abort.signal, sleep: interrupted })).row).toMatchObject({ error: { code: 'run.interrupted' } });
    expect(steps()).toEqual(['POST /exports']);
  });

  test('stands in the plan with all its steps', () => {
    const { pack } = loadPack(file, createVocabulary());
    const feed = pack?.feeds.get('export');
    if (pack === undefined || feed === undefined) throw new Error('the fixture loads');
    const evaluator = createDefinitionEvaluator(() => 0);
    const options = { host: 'http://127.0.0.1:1' };
    const plan = planFeed(
      { pack, feed, options, now: 0, since: undefined, until: undefined, checkpoint: undefined, clip: false },
      evaluator,
    );
    const { calls, certain_calls } = describePlan(plan, new URL(options.host), evaluator);
    expect(calls.map(({ method, certain, url }) => [method, certain, url])).toEqual([
      ['POST', true, 'http://127.0.0.1:1/exports'],
      ['GET', false, undefined],
      ['GET', true, undefined],
      ['DELETE', true, undefined],
    ]);
    expect(certain_calls).toBe(3);
  });

  test('is known to its polls, its removal and its download only, and has no pages', () => {
    const endpoint = (create: string, more = ''): readonly string[] =>
      shortly(
        demo(
          `endpoints:\n  a: { request: { path: !expr $job.answer.url }, records: $${more},\n    job: { create: { path: ${create} }, id: !expr id, poll: { request: { path: !expr $job.id }, done: !expr ok } } }\n`,
        ),
      );
    expect(endpoint('/a')).toEqual([]);
    expect(endpoint('!expr $job.id')).toEqual([expect.stringContaining('expression.unknown-variable')]);
    expect(endpoint('/a', ', version: !expr $job.id')).toEqual([expect.stringContaining('expression.unknown-variable')]);
    expect(endpoint('/a', ', key: !expr id, fields: { names: [a], per_call: 1 }')).toEqual([
      expect.stringContaining('endpoint.job-fields'),
    ]);
  });
});
