import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gatherOptions, type OptionSources } from '../../engine/api/options/given-options.ts';
import type { ConfiguredValues } from '../../engine/api/config/config.ts';
import type { UserField } from '../../engine/language/model.ts';

const place = { file: 'feedwright.yaml', line: 1, column: 1 };
const base = { help: undefined, required: false, advanced: false, place };
const fields: readonly UserField[] = [
  { ...base, name: 'host', label: 'Host', type: 'url' },
  { ...base, name: 'api_key', label: 'Key', type: 'secret' },
];
const folder = mkdtempSync(join(tmpdir(), 'feedwright-options-'));
writeFileSync(join(folder, 'key'), 'from a file\n');

const values = (entries: Readonly<Record<string, string>>): ConfiguredValues =>
  new Map(Object.entries(entries).map(([name, value]) => [name, { value, place }]));
const gather = (sources: Partial<OptionSources>) =>
  gatherOptions({
    pack: 'two-words',
    fields,
    cwd: folder,
    set: [],
    env: {},
    configFolder: folder,
    instance: undefined,
    packSet: undefined,
    mock: undefined,
    vault: async () => 'from the vault',
    isLeftOut: () => false,
    ...sources,
  });
const host = async (sources: Partial<OptionSources>): Promise<unknown> => (await gather(sources)).options.get('host')?.value;

describe('an option comes from', () => {
  const mock = { mock: { host: 'mock' } };
  const pack = { ...mock, packSet: values({ host: 'pack' }) };
  const instance = { ...pack, instance: values({ host: 'instance' }) };
  const env = { ...instance, env: { FEEDWRIGHT_TWO_WORDS_HOST: 'environment' } };
  const set = { ...env, set: ['host=first', 'host=last'] };

  test.each([
    ['nowhere', {}, undefined],
    ['the mock', mock, 'mock'],
    ['the pack in the configuration, before the mock', pack, 'pack'],
    ['the instance, before the pack', instance, 'instance'],
    ['the environment, before the configuration', env, 'environment'],
    ['the command line before all, the last of a name', set, 'last'],
  ])('%s', async (_where, sources, expected) => {
    expect(await host(sources)).toBe(expected);
  });
});

test('the variable of the environment has the pack in it', async () => {
  expect((await gather({ env: { FEEDWRIGHT_TWO_WORDS_API_KEY: 'k' } })).options.get('api_key')?.value).toBe('k');
  expect(await host({ env: { FEEDWRIGHT_HOST: 'x', HOST: 'y' } })).toBeUndefined();
});

test('a value may hold "=", may be empty, and starts with "@" when that is doubled', async () => {
  expect(await host({ set: ['host=a=b'] })).toBe('a=b');
  expect(await host({ set: ['host='], env: { FEEDWRIGHT_TWO_WORDS_HOST: 'x' } })).toBe('');
  expect(await host({ set: ['host=@@name'] })).toBe('@name');
});

test('a value from a file has no newline at its end', async () => {
  expect(await host({ set: ['host=@key'] })).toBe('from a file');
  expect(await host({ instance: values({ host: '${file:key}' }) })).toBe('from a file');
});

test('a value from the vault is asked for, but where something stands in for it', async () => {
  const instance = values({ host: 'x-${vault:feeds/acme#host}' });
  expect(await host({ instance })).toBe('x-from the vault');
  expect(await host({ instance, isLeftOut: (name) => name === 'host' })).toBeUndefined();
  expect(await host({ instance: values({ host: '$${vault:a#b}' }), isLeftOut: () => true })).toBe('${vault:a#b}');
});

test('a secret in clear on the command line is named, one from a file is not', async () => {
  expect((await gather({ set: ['api_key=abc', 'host=x'] })).exposed).toEqual(['api_key']);
  expect((await gather({ set: ['api_key=abc', 'api_key=@key'] })).exposed).toEqual([]);
});

test.each([
  [{ set: ['hots=x'] }, '"hots" is no option here.', 'Did you mean `host`?'],
  [{ instance: values({ hots: 'x' }) }, '"hots" is no option here.', 'Did you mean `host`?'],
  [
    { set: ['Hunter2Hunter2'] },
    '--set takes name=value, not a value alone.',
    'Write --set name=value, or --set name=@file to read a file.',
  ],
  [
    { set: ['aHVudGVyMg=='] },
    'What stands before the "=" of a --set is no option here.',
    expect.not.stringContaining('aHVudGVyMg'),
  ],
  [{ set: ['host'] }, '--set takes name=value, not "host".', 'Write --set name=value, or --set name=@file to read a file.'],
  [
    { set: ['=secret-value'] },
    '--set takes name=value, not "=…".',
    'Write --set name=value, or --set name=@file to read a file.',
  ],
])('%j is refused', async (sources, message, hint) => {
  await expect(gather(sources)).rejects.toThrow(expect.objectContaining({ message, hint }));
});

test("a pack's shared option that one feed does not have is no mistake", async () => {
  expect([...(await gather({ packSet: values({ other: 'x' }), mock: { another: 1 } })).options]).toEqual([]);
});
