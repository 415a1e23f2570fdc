import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startVendor, type Vendor } from '../components/live.ts';
import { inProcess } from '../e2e/in-process.ts';
import { workingDirectory } from './feedwright.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const DEFINITION = `language: 1
name: shoe-box
title: Shoe Box
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http: { base_url: !tmpl "{{@user.host}}", retry: { attempts: 1 } }
endpoints:
  list: { request: { path: /list, query: { since?: !expr $window.since, state?: !expr $state } }, records: { at: data, or: empty }, key: !expr id }
feeds:
  dump: &feed
    title: Shoe Box
    source: list
    quarantine_limit: { share: 1 }
    report: { host: { type: indicator, subtype: FQDN, value: !expr name, required: true } }
  etag: { <<: *feed, state: { kind: unchanged } }
  daily: { <<: *feed, window: { period: P1D } }
  overlapping: { <<: *feed, window: { period: P1D, lookback: P2D } }
  partly: { <<: *feed, window: { period: P1D, lookback: PT6H } }
  largest: { <<: *feed, state: { kind: largest, of: !expr id } }
  token: { <<: *feed, state: { kind: token, of: !expr next } }
  filtered:
    <<: *feed
    filters: [{ keep: !expr kind = 'host', because: other }]
`;

let vendor: Vendor;
let cwd: string;
beforeAll(async () => {
  vendor = await startVendor();
});
beforeEach(() => {
  cwd = workingDirectory({ [join('definitions', 'shoe-box.yaml')]: DEFINITION });
});
afterAll(() => vendor.close());

const command = (name: 'run' | 'quarantine', flags: object, args: readonly string[]) =>
  inProcess(name, { store: 'sqlite:./s.db', ...flags }, args, { cwd, now: () => NOW });
const run = (feed: string, data: unknown, json = false) => {
  vendor.answer = () => ({ json: { ...(data === undefined ? {} : { data }), next: 'n1' } });
  return command('run', { json, set: [`host=${vendor.origin}`] }, [`shoe-box/${feed}`]);
};
const notes = async (feed: string, data: unknown) =>
  (JSON.parse((await run(feed, data, true)).stdout) as { notes: object }).notes;

describe('of records that were set aside, the run and `quarantine` say whether the next run asks for them again', () => {
  const day = (n: number, hour = 12): string => new Date(Date.UTC(2026, 10, n, hour)).toISOString();
  test.each([
    ['dump', 'yes', 'the next run reads everything again'],
    ['etag', 'yes', 'the next run reads everything again'],
    [
      'daily',
      'no',
      `the next run starts at ${day(20)}, behind it: to have it, feedwright run shoe-box/daily --since ${day(19)} --until ${day(20)}`,
    ],
    ['overlapping', 'yes', `the next run starts at ${day(18)}`],
    [
      'partly',
      'in part',
      `the next run starts at ${day(20, 6)}: for what lies before, feedwright run shoe-box/partly --since ${day(19)} --until ${day(20, 6)}`,
    ],
    [
      'largest',
      'in part',
      'the next run asks from the kept state on (with `overlap`, from so much before it): for what lies before, feedwright state rewind shoe-box/largest --all',
    ],
    ['token', 'no', 'the next run goes on behind it: to have it, feedwright state rewind shoe-box/token --all'],
  ])('%s: %s', async (feed, again, words) => {
    const ended = await run(feed, [{ id: 1, name: 'a.example' }, { id: 2 }]);
    expect(ended.stdout).toContain(`  set aside: ${words}\n`);
    const { stdout } = await command('quarantine', {}, []);
    expect(stdout).toContain(`shoe-box/${feed}: 1 set aside: ${words}\n`);
    const json = JSON.parse((await command('quarantine', { json: true }, [])).stdout) as object;
    expect(json).toMatchObject({ key: '[2]', next_run: again });
  });

  test('what a run by hand over that window puts through leaves the quarantine', async () => {
    await run('daily', [{ id: 1, name: 'a.example' }, { id: 2 }]);
    vendor.answer = () => ({
      json: {
        data: [
          { id: 1, name: 'a.example' },
          { id: 2, name: 'b.example' },
        ],
      },
    });
    const flags = { set: [`host=${vendor.origin}`], since: '2026-11-19T12:00:00.000Z', until: '2026-11-20T12:00:00.000Z' };
    expect((await command('run', flags, ['shoe-box/daily'])).code).toBe(0);
    expect((await command('quarantine', {}, [])).stderr).toBe('nothing in quarantine\n');
  });

  test('a run that set nothing aside says nothing of it', async () => {
    expect((await run('daily', [{ id: 1, name: 'a.example' }])).stdout).not.toContain('set aside');
  });
});

describe('a run that met nothing where the last one met something says so', () => {
  const DROPPED = 'every record was dropped by the filters, unlike in the last run';
  const NOTHING = 'nothing where `records` looks (`or: empty`), unlike in the last run';
  const host = { id: 1, name: 'a.example', kind: 'host' };
  const other = [
    { ...host, kind: 'other' },
    { ...host, id: 2, kind: 'other' },
  ];

  test('by its filters, once', async () => {
    expect(await notes('filtered', other)).not.toHaveProperty([DROPPED]);
    expect(await notes('filtered', [host, ...other])).not.toHaveProperty([DROPPED]);
    expect(await notes('filtered', other)).toMatchObject({ [DROPPED]: 2 });
    expect(await notes('filtered', other)).not.toHaveProperty([DROPPED]);
  });

  test('at the place of its records, which may be empty', async () => {
    expect(await notes('dump', undefined)).toEqual({});
    expect(await notes('dump', [host])).toEqual({});
    expect(await notes('dump', undefined)).toEqual({ [NOTHING]: 1 });
    expect(await notes('dump', undefined)).toEqual({});
  });
});
