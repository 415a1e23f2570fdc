import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { startVendor } from '../../components/live.ts';
import type { Vendor } from '../../components/live.ts';
import { inProcess } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const DAY = 86_400_000;
const definition = (window: string, validFor = '!expr $user.valid'): string => `language: 1
name: news
title: News
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    key: { label: Key, type: secret, required: true }
    days: { label: Days Back, type: number }
    step: { label: Step, type: text, default: P2D }
    valid: { label: Valid For, type: text, default: PT6H }
  http:
    base_url: !tmpl "{{@user.host}}"
    retry: { attempts: 1 }
    auth: { kind: bearer, token: !expr $user.key }
endpoints:
  news:
    request: { path: /news, query: { since: !expr $window.since, until: !expr $window.until } }
    records: items
    key: !expr id
feeds:
  news:
    title: News
    source: news
    window: ${window}
    report:
      host: { type: indicator, subtype: FQDN, value: !expr name, published_at: !expr seen, valid_for: ${validFor} }
`;
const byOptions = '{ period: !expr $user.days, step: !expr $user.step, lookback: !expr "$user.days / 8", align: P1D }';

let vendor: Vendor;
/** Records that can't be mapped. */
const more = [{ id: 'odd', name: 'odd.example', seen: 'some day' }];
let fails: (since: string) => boolean = () => false;
beforeAll(async () => {
  vendor = await startVendor(({ url }) => {
    const since = url.searchParams.get('since') ?? '';
    if (fails(since)) return { status: 500 };
    return { json: { items: [{ id: since, name: `n${since.slice(5, 10)}.example`, seen: since }, ...more] } };
  });
});
afterAll(() => vendor.close());
beforeEach(() => {
  vendor.asked.length = 0;
  fails = () => false;
});

const folderWith = (window: string): string => workingDirectory({ 'definitions/news.yaml': definition(window) });
const T0 = Date.parse('2026-03-01T00:00:00Z');
/** `flags` beside the options. */
const feedwright = (
  name: 'run' | 'plan' | 'quarantine' | 'objects',
  cwd: string,
  set: readonly string[],
  now = T0,
  flags: object = {},
) =>
  inProcess(
    name,
    {
      store: 'sqlite:./news.db',
      ...(name === 'objects' ? {} : { set: [`host=${vendor.origin}`, 'key=a-secret-of-ours', ...set] }),
      ...flags,
    },
    name === 'objects' ? [] : ['news/news'],
    { cwd, now: () => now },
  );
const asked = (): readonly string[] =>
  vendor.asked
    .splice(0)
    .map(({ url }) => `${url.searchParams.get('since')?.slice(5, 10)}–${url.searchParams.get('until')?.slice(5, 10)}`);

describe('durations that an option decides', () => {
  test('make the windows and the end of an object', async () => {
    const cwd = folderWith(byOptions);
    const first = await feedwright('run', cwd, ['days=8', 'step=P4D']);
    expect(first).toMatchObject({ code: 0 });
    expect(asked()).toEqual(['02-21–02-25', '02-25–03-01']);
    const objects = (await feedwright('objects', cwd, [], T0, { json: true })).stdout.trim().split('\n');
    expect(JSON.parse(objects[0] ?? '')).toMatchObject({
      published_at: expect.stringContaining('T00:00'),
      expires_at: expect.stringContaining('T06:00'),
    });
    // The lookback is a day.
    expect(await feedwright('run', cwd, ['days=8'], T0 + DAY)).toMatchObject({ code: 0 });
    expect(asked()).toEqual(['02-28–03-02']);
  });

  test('are told by the plan, with the options that they hang on', async () => {
    const { stdout } = await feedwright('plan', folderWith(byOptions), ['days=8']);
    expect(stdout.split('\n').slice(1, 5)).toEqual([
      '  window.period is P8D, by the option days',
      '  window.step is P2D, by the option step',
      '  window.lookback is P1D, by the option days',
      '  report.host.valid_for is PT6H, by the option valid',
    ]);
    const json = await feedwright('plan', folderWith(byOptions), ['days=0.5'], T0, { json: true });
    expect(JSON.parse(json.stdout)).toMatchObject({
      durations: { 'window.period': 'PT12H', 'window.lookback': 'PT1H30M', 'report.host.valid_for': 'PT6H' },
    });
  });

  test('belong to the definition that a run goes on under: it goes on with the same, and begins anew with others', async () => {
    const cwd = folderWith(byOptions);
    fails = (since) => since.startsWith('2026-02-27');
    expect((await feedwright('run', cwd, ['days=4'])).code).toBe(1);
    expect(asked()).toEqual(['02-25–02-27', '02-27–03-01']);
    fails = () => false;
    expect((await feedwright('run', cwd, ['days=4'])).stdout).toContain('succeeded');
    expect(asked()).toEqual(['02-27–03-01']);

    const other = folderWith(byOptions);
    fails = (since) => since.startsWith('2026-02-27');
    await feedwright('run', other, ['days=4']);
    fails = () => false;
    asked();
    const { stderr } = await feedwright('run', other, ['days=2']);
    expect(stderr).toContain('the definition or the options have changed');
    expect(asked()).toEqual(['02-27–03-01']);
  });

  const refused: readonly (readonly [string, readonly string[], string, string])[] = [
    [byOptions, [], '`window.period` has no value: it hangs on the option `days`', 'Give `--set days=…`'],
    [byOptions, ['days=0'], '`window.period` is no stretch of time: `window.period` is PT0S by the option `days`', 'above zero'],
    [byOptions, ['days=-3'], '`window.period` is `-3` by the option `days`, which is no number of days', 'such as 30'],
    [byOptions, ['days=8', 'step=30'], '`window.step` is `30` by the option `step`, which is no number of days', 'P30D'],
    [byOptions, ['days=8', 'step=PT36H'], 'no multiple of its `align`', 'Let the option `step` give a multiple of `P1D`'],
    [
      '{ period: !expr $user.days, oldest: P7D }',
      ['days=8'],
      'further back than `oldest` allows: `window.period` is P8D by the option `days`',
      'give at most `P7D`',
    ],
    [
      '{ period: P30D, oldest: !expr $user.days }',
      ['days=8'],
      'further back than `oldest` allows: `window.oldest` is P8D by the option `days`',
      'Change the option `days`, or write at most `P8D` as `window.period`',
    ],
    ['{ period: !expr $user }', [], '`window.period` is `a list or an object`', 'such as 30'],
  ];
  test.each(refused)('%s with %j is refused before anything is asked for or kept', async (window, set, says, hint) => {
    const cwd = folderWith(window);
    for (const name of ['run', 'plan'] as const) {
      const { code, stderr } = await feedwright(name, cwd, set);
      expect(code).toBe(2);
      expect(stderr.replace('`a list or an object`', 'a list or an object')).toContain(
        says.replace('`a list or an object`', 'a list or an object'),
      );
      expect(stderr).toContain(hint);
      expect(stderr).toMatch(/definitions\/news\.yaml:25:\d+/);
    }
    expect(asked()).toEqual([]);
  });

  test('say whether the next run asks for a record again, where the configuration gives them; else it is not known', async () => {
    const cwd = folderWith('{ period: !expr $user.days, lookback: !expr $user.days }');
    await feedwright('run', cwd, ['days=8']);
    const quarantine = async (configuration: string) => {
      writeFileSync(join(cwd, 'feedwright.yaml'), configuration);
      return (await inProcess('quarantine', { store: 'sqlite:./news.db' }, [], { cwd, now: () => T0 })).stdout;
    };
    const set = `packs: { news: { set: { host: ${vendor.origin}, days: 8 } } }\n`;
    expect(await quarantine(set)).toContain('the next run starts at 2026-02-21T00:00:00.000Z');
    expect(await quarantine('{}\n')).toContain('its options are not given: whether the next run asks for it is not known');
  });
});

const HEAD = 'language: 1\nname: demo\ntitle: Demo\nversion: 1.0.0\n';
const findings = (text: string) => loadPack('demo.yaml', createVocabulary(), { root: '.', read: () => text }).diagnostics;

describe('what an author writes wrongly there', () => {
  const body = (window: string, entry = ''): string => `user_fields: { days: { label: Days, type: number } }
endpoints: { items: { request: { path: /items }, records: $ } }
feeds:
  main:
    title: Main
    source: items
    window: ${window}
    report: { a: { type: note, value: !expr a${entry} } }
`;
  test.each([
    ['{ period: !expr $user.dayz }', '', 'expression.unknown-option 11:29'],
    ['{ period: !expr $run.now }', '', 'expression.unknown-variable 11:29'],
    ['{ period: !expr days }', '', 'expression.no-data 11:29'],
    ['{ period: !expr $window.since }', '', 'expression.unknown-variable 11:29'],
    ['{ period: 7 }', '', 'definition.wrong-value 11:23'],
    ['{ period: !tmpl "P{{@user.days}}D" }', '', 'definition.wrong-type 11:29'],
    ['{ period: P1D, align: !expr $user.days }', '', 'definition.wrong-type 11:41'],
    ['{ period: P9D, oldest: P7D, step: !expr $user.days }', '', 'window.contradiction 11:23'],
    ['{ period: !expr $user.days }', ', valid_for: !expr age', 'expression.no-data 12:65'],
    ['{ period: !expr $user.days }', ', valid_for: 3', 'definition.wrong-value 12:59'],
  ])('window: %s%s', (window, entry, finding) => {
    expect(findings(`${HEAD}${body(window, entry)}`).map(({ code, place }) => `${code} ${place.line}:${place.column}`)).toEqual([
      finding,
    ]);
  });
});
