import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../engine/api/config/read-config.ts';
import { UsageError } from '../../../engine/language/basics/errors.ts';

const folderWith = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-config-'));
  writeFileSync(join(folder, 'feedwright.yaml'), text);
  return folder;
};

const findingsOf = (text: string): readonly string[] => {
  try {
    readConfig(folderWith(text), undefined);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.diagnostics.map(
      ({ code, place, message, hint }) =>
        `${place.line}:${place.column} ${code}: ${message}${hint === undefined ? '' : ` ${hint}`}`,
    );
  }
};

const whole = `
store: sqlite:./data/feeds.db
definitions: [./definitions, ./more]
retention: { runs: P90D, quarantine: P30D }
packs:
  alpha:
    set: { host: https://alpha.example, limit: 1.10 }
instances:
  first:
    feed: alpha/feed
    source: First
    schedule: '0 3 * * *'
    set:
      token: \${file:./token}
      kinds: [a, b]
      strict: false
`;

describe('feedwright.yaml', () => {
  test('gives store, definitions, retention, packs and instances', () => {
    const folder = folderWith(whole);
    const config = readConfig(folder, undefined);
    expect(config.store?.value).toBe('sqlite:./data/feeds.db');
    expect(config.definitions).toEqual([join(folder, 'definitions'), join(folder, 'more')]);
    expect(config.retention).toEqual({ runs: 90 * 86_400_000, quarantine: 30 * 86_400_000 });
    expect(config.packs.get('alpha')?.set.get('host')).toMatchObject({
      value: 'https://alpha.example',
      place: { file: join(folder, 'feedwright.yaml'), line: 7, column: 18 },
    });
    const instance = config.instances.get('first');
    expect(instance).toMatchObject({
      name: 'first',
      feed: 'alpha/feed',
      source: 'First',
      schedule: { text: '0 3 * * *', zone: 'UTC' },
    });
    expect([...(instance?.set ?? [])].map(([name, { value }]) => [name, value])).toEqual([
      ['token', '${file:./token}'],
      ['kinds', ['a', 'b']],
      ['strict', false],
    ]);
  });

  test('may be missing, empty, or only a comment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'feedwright-config-'));
    expect(readConfig(folder, undefined).instances.size).toBe(0);
    expect(findingsOf('')).toEqual([]);
    expect(findingsOf('# nothing yet\n')).toEqual([]);
  });

  test('must exist where it is named', () => {
    expect(() => readConfig('/', 'nowhere.yaml')).toThrow('The configuration /nowhere.yaml does not exist.');
  });

  test.each([
    ['stor: x', '1:1 config.unknown-key: There is no key `stor` here. Did you mean `store`?'],
    ['instances: { a: { fed: x/y } }', '1:19 config.unknown-key: There is no key `fed` here. Did you mean `feed`?'],
    ['instances:\n  a: { set: {} }', '2:3 config.missing-key: `instances.a` has no `feed`. Add `feed:` here.'],
    [
      'instances:\n  a/b: { feed: x/y }',
      "2:3 config.bad-name: `a/b` can't be a name here. It must match `^[A-Za-z0-9][A-Za-z0-9_.-]*$`.",
    ],
    ['store: [a]', '1:8 config.wrong-type: `store` takes '],
    ['packs: { a: { set: { x: { y: 1 } } } }', '1:25 config.wrong-type: `set.x` takes '],
    ['- a', '1:1 config.not-a-map: The file holds no configuration: it must be a map.'],
    ['retention: { runs: P3M }', '1:20 config.wrong-value: `retention.runs` is `P3M`'],
    [
      'instances:\n  a: { feed: x/y, source: S }\n  b: { feed: x/z, source: S }',
      '3:3 config.shared-source: The source "S" is another instance\'s already. Give each instance a source of its own, or none: within a source the latest value of an attribute wins.',
    ],
  ])('%j is a finding with its place', (text, expected) => {
    expect(findingsOf(text).map((found) => found.slice(0, expected.length))).toContain(expected);
  });

  test('that is no YAML is a finding too, and keys of the prototype are only unknown', () => {
    expect(findingsOf('store: "a')[0]).toMatch(/^1:\d+ yaml\./);
    expect(findingsOf('__proto__: { polluted: true }')[0]).toContain('config.unknown-key');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
