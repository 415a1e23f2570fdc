import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../engine/expression/definition/definition-evaluator.ts';
import { loadPack } from '../../engine/language/load.ts';
import { describePlan } from '../../engine/plan/describe-plan.ts';
import { planFeed } from '../../engine/plan/plan-feed.ts';
import { workingDirectory } from '../cli/feedwright.ts';
import { startVendor } from '../components/live.ts';
import type { Vendor } from '../components/live.ts';
import { definitions } from '../definition-runs.ts';
import { inProcess } from '../e2e/in-process.ts';
import { demo } from '../language/load-text.ts';

const definition = (limit: string): string => `language: 1
name: paced
title: Paced
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    api_key: { label: API Key, type: secret }
    requests: { label: Requests, type: number }
    per: { label: Per, type: text, default: PT1S }
  http:
    base_url: !tmpl "{{@user.host}}"
    rate_limit: ${limit}
endpoints:
  page: { request: { path: /, query: { page: !expr $page.number } }, records: items, paginate: { kind: page_number, size: 1 } }
feeds:
  pages:
    title: Pages
    source: page
    report: { host: { type: indicator, subtype: FQDN, value: !expr name } }
`;
const BY_KEY = '{ requests: !expr "$exists($user.api_key) ? 100 : 1", per: !expr $user.per }';
const BY_NUMBER = '{ requests: !expr $user.requests, per: !expr $user.per }';

let vendor: Vendor;
const times: number[] = [];
beforeAll(async () => {
  vendor = await startVendor(({ url }) => {
    times.push(performance.now());
    const page = Number(url.searchParams.get('page'));
    return { json: { items: page > 2 ? [] : [{ name: `h${page}.example` }] } };
  });
});
afterAll(() => vendor.close());

/** A run, its folder, and the longest pause between two of its requests, in ms. */
const run = async (limit: string, ...set: readonly string[]) => {
  times.length = 0;
  const cwd = workingDirectory({ 'definitions/paced.yaml': definition(limit) });
  const flags = { set: [`host=${vendor.origin}`, ...set], store: 'sqlite:./paced.db', json: true };
  const ended = await inProcess('run', flags, ['paced/pages'], { cwd });
  return { ...ended, cwd, pause: Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? 0))) };
};

test('a rate limit that an option decides holds the requests of the run apart, or not', async () => {
  const slow = await run(BY_KEY);
  expect(slow).toMatchObject({ code: 0 });
  // Less than the second: a busy machine may see a request late.
  expect(slow.pause).toBeGreaterThan(500);
  for (const [limit, ...set] of [[BY_KEY, 'api_key=k'], [BY_NUMBER]] as const) {
    const fast = await run(limit, ...set);
    expect(fast).toMatchObject({ code: 0 });
    expect(fast.pause).toBeLessThan(500);
  }
});

test.each([
  ['no number of requests', 'requests=0', 'plan.rate-limit', 'no whole number from 1 on'],
  ['half a request', 'requests=0.5', 'plan.rate-limit', 'no whole number from 1 on'],
  ['no duration', 'requests=1,per=soon', 'plan.rate-limit', 'is no duration'],
  ['no time at all', 'requests=1,per=PT0S', 'plan.rate-limit', 'is no duration'],
])('%s is refused with its line, before anything is made', async (_what, set, code, message) => {
  const { code: exit, stderr, cwd } = await run(BY_NUMBER, ...set.split(','));
  expect(exit).toBe(2);
  expect(stderr).toContain(code);
  expect(stderr).toContain(message);
  expect(stderr).toMatch(/definitions\/paced\.yaml:13:\d+/);
  expect(times).toEqual([]);
  expect(existsSync(join(cwd, 'paced.db'))).toBe(false);
});

test('a literal is checked by its form, an expression by its names', () => {
  const found = (limit: string): readonly string[] =>
    demo(`connection: { http: { base_url: https://a.example, rate_limit: ${limit} } }
endpoints: { one: { request: { path: /a }, records: $ } }
feeds: { f: { title: F, source: one, report: { a: { type: report, value: !expr a } } } }`).diagnostics.map(({ code }) => code);
  expect(found('{ requests: 5, per: PT30S }')).toEqual([]);
  expect(found('{ requests: 0, per: PT30S }')).toEqual(['definition.wrong-value']);
  expect(found('{ requests: five, per: PT30S }')).toEqual(['definition.wrong-type']);
  expect(found('{ requests: 5, per: soon }')).toEqual(['definition.wrong-value']);
  expect(found('{ requests: !expr $window.since, per: PT30S }')).toEqual(['expression.unknown-variable']);
});

test.each([
  [undefined, 5],
  ['a-made-up-key', 50],
])('NVD with the key %s is asked at most %i times in half a minute', (key, requests) => {
  const { pack } = loadPack(join(definitions, 'nvd/cves.yaml'), createVocabulary());
  const feed = pack?.feeds.get('modified-cves');
  if (pack === undefined || feed === undefined) throw new Error('no such feed');
  const evaluator = createDefinitionEvaluator(() => 0);
  const day = 86_400_000;
  const options = { api_key: key, minimum_score: 0, first_days: 7 };
  const range = { now: 0, since: -120 * day * 120, until: 0, checkpoint: undefined, clip: false };
  const plan = describePlan(planFeed({ pack, feed, options, ...range }, evaluator), new URL('https://nvd.example'), evaluator);
  expect(plan).toMatchObject({ certain_calls: 120, estimate_ms: Math.ceil((120 - requests) / requests) * 30_000 });
});
