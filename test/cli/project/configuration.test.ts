/** What `feedwright.yaml` says of packs, feeds and options is held against the definitions. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const pack = (name: string): string => `language: 1
name: ${name}
title: ${name}
version: 1.0.0
connection:
  user_fields: { api_key: { label: Key, type: text } }
  http: { base_url: https://api.example.com, headers: { X-Key?: !expr $user.api_key } }
endpoints:
  list: { request: { path: /l }, records: data, key: !expr id, samples: [l-1.json] }
feeds:
  one:
    title: One
    user_fields: { least: { label: Least, type: number, minimum: 0, maximum: 100 } }
    source: list
    report: { o: { type: note, value: !expr v, when: !expr score > $user.least } }
  two: { title: Two, source: list, report: { o: { type: note, value: !expr v } } }
actions:
  act: { title: Act, accepts: [note], options: { text: { label: Text, type: text } }, request: { method: POST, path: /a, json: { t?: !expr $options.text } } }
`;

const SAMPLE = '{ "data": [{ "id": 1, "v": "a", "score": 2 }] }';

const world = (config: string): string =>
  workingDirectory({
    'definitions/alpha.yaml': pack('alpha'),
    'definitions/beta.yaml': pack('beta'),
    'fixtures/alpha/l-1.json': SAMPLE,
    'fixtures/beta/l-1.json': SAMPLE,
    'note.json': '{ "type": "note", "value": "n" }',
    'feedwright.yaml': config,
  });

const COMMANDS = [
  ['validate'],
  ['plan', 'alpha/two'],
  ['run', 'alpha/two', '--dry-run'],
  ['act', 'alpha/act', '--object-file', 'note.json', '--dry-run'],
];

describe('a mistake is told by every command that would use it', () => {
  test.each([
    ['packs:\n  alfa: { set: { api_key: k } }\n', 'feedwright.yaml:2:3: error: There is no pack `alfa`.', '`alpha`'],
    [
      'packs: { alpha: { set: { api_kye: k } } }\n',
      'feedwright.yaml:1:26: error: `api_kye` is no option of the pack `alpha`.',
      '`api_key`',
    ],
    ['packs: { alpha: { sett: { api_key: k } } }\n', 'feedwright.yaml:1:19: error: There is no key `sett` here.', '`set`'],
    ['pack: {}\n', 'feedwright.yaml:1:1: error: There is no key `pack` here.', '`packs`'],
    [
      'packs: { alpha: { set: { least: 101 } } }\n',
      'feedwright.yaml:1:33: error: The option `least` (given by feedwright.yaml) is above 100.',
      'from 0 to 100',
    ],
    [
      'instances: { mine: { feed: alpha/two, sett: {} } }\n',
      'feedwright.yaml:1:39: error: There is no key `sett` here.',
      '`set`',
    ],
    ['retention: { run: P9D }\n', 'feedwright.yaml:1:14: error: There is no key `run` here.', '`runs`'],
  ])('%j', async (config, found, hint) => {
    const cwd = world(config);
    for (const words of COMMANDS) {
      const { code, stdout, stderr } = await commandLine(words, { cwd });
      expect({ words, code, said: stdout + stderr }).toEqual({ words, code: 2, said: expect.stringContaining(found) as string });
      expect(stdout + stderr).toContain(hint);
    }
  });
});

describe('`validate` looks at what no run of today would', () => {
  test.each([
    [
      'packs: { beta: { set: { leest: 1 } } }\n',
      'feedwright.yaml:1:25: error: `leest` is no option of the pack `beta`.',
      '`least`',
    ],
    [
      'instances: { mine: { feed: alpha/two, health: { newest_age: P2D } } }\n',
      'feedwright.yaml:1:61: error: Nothing says what the time of a record is, so no record can be too old.',
      'expect `changed` instead',
    ],
    [
      'instances: { mine: { feed: alpha/tow } }\n',
      'feedwright.yaml:1:14: error: The pack `alpha` has no feed `tow`.',
      '`alpha/two`',
    ],
    ['instances: { mine: { feed: gamma/two } }\n', 'feedwright.yaml:1:14: error: There is no pack `gamma`', '`beta`'],
    [
      'instances: { mine: { feed: alpha/two, set: { least: 1 } } }\n',
      'feedwright.yaml:1:46: error: `least` is no option of the feed `alpha/two`.',
      '`api_key`',
    ],
  ])('%j', async (config, found, hint) => {
    const { code, stdout } = await commandLine(['validate'], { cwd: world(config) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining(found) as string });
    expect(stdout).toContain(hint);
  });
});

test('an option of one feed or action of a pack may stand with the pack, a reference is not looked into', async () => {
  const cwd = world(
    'packs: { alpha: { set: { api_key: "${env:NONE}", least: 5, text: hello } } }\ninstances: { mine: { feed: alpha/one, set: { least: 7 } } }\n',
  );
  expect(await commandLine(['validate'], { cwd })).toMatchObject({ code: 0, stdout: '2 definitions: no findings\n' });
});

test('another folder of definitions is not what the configuration is about', async () => {
  const cwd = world('packs: { alpha: { set: { api_key: k } } }\n');
  const other = workingDirectory({ 'gamma.yaml': pack('gamma') });
  expect(await commandLine(['plan', 'gamma/two', '--definitions', other], { cwd })).toMatchObject({ code: 0 });
});

describe('bytes', () => {
  test('a byte order mark is read over, in the configuration and in a file of a value', async () => {
    const cwd = world('\ufeffpacks: { alpha: { set: { api_key: "${file:./key}" } } }\n');
    writeFileSync(join(cwd, 'key'), '\ufeffK\r\n');
    const text = pack('alpha').replace('path: /l ', 'path: !tmpl "/l/{{@user.api_key}}" ');
    writeFileSync(join(cwd, 'definitions/alpha.yaml'), text);
    const { stdout } = await commandLine(['plan', 'alpha/two'], { cwd });
    expect(stdout).toContain('GET https://api.example.com/l/K\n');
  });

  test.each([
    ['feedwright.yaml', 'is UTF-16 text, not UTF-8. [config.unreadable]'],
    ['key', 'it is UTF-16 text, not UTF-8. [usage.value-file]'],
  ])('%s in UTF-16 is told', async (name, found) => {
    const cwd = world('packs: { alpha: { set: { api_key: "${file:./key}" } } }\n');
    writeFileSync(join(cwd, name), Buffer.from('\ufeffpacks: {}\n', 'utf16le'));
    const { code, stderr } = await commandLine(['plan', 'alpha/two'], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(found) as string });
    expect(stderr).toContain('hint: Save it as UTF-8');
  });
});
