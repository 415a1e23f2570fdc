/** Parts that can't be read, met where others look for what they would have said: one finding, and no failure. */
import { expect, test } from 'vitest';
import { commandLine } from '../e2e/in-process.ts';
import { workingDirectory } from '../cli/feedwright.ts';

const HEAD = 'language: 1\nname: demo\ntitle: Demo\nversion: 1.0.0\n';

const codes = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const { stdout } = await commandLine(['validate', '--json'], { cwd: workingDirectory(files) });
  return (JSON.parse(stdout) as { findings: readonly { readonly code: string }[] }).findings.map(({ code }) => code);
};

test('an object type whose code is lost, and a format that names it', async () => {
  const found = await codes({
    'definitions/demo.yaml': `${HEAD}custom_objects: [./account.yaml]\nformats: { stix: { objects: [{ type: account, as: observable, observable: user-account:account_login }] } }\n`,
    'definitions/account.yaml': 'code: *a\nname: Account\n',
  });
  expect(found).toEqual(['yaml.bad-alias']);
});

test('a kind that is a map', async () => {
  const found = await codes({
    'definitions/demo.yaml': `${HEAD}connection: { http: { base_url: https://api.example.com, auth: { kind: { a: 1 }, token: x } } }\n`,
  });
  expect(found).toEqual(['definition.unknown-component']);
});

test('a shared connection whose address can not be read', async () => {
  const found = await codes({
    'definitions/demo.yaml': `${HEAD}connection: ./connection.yaml\n`,
    'definitions/connection.yaml': 'http:\n  base_url: *a\n',
  });
  expect(found).toEqual(['yaml.bad-alias']);
});

test.each(['!tmpl\nhttp: {}\n', '!expr { a: 1 }\n', '!expr foo\n', '- a\n', 'hello\n'])(
  'a file that is no map, wherever it is included: %j',
  async (text) => {
    const connection = 'connection: { http: { base_url: https://api.example.com } }\n';
    const parts = {
      connection: 'connection: ./part.yaml\n',
      object: `${connection}custom_objects: [./part.yaml]\n`,
      fragments: `${connection}fragments: ./part.yaml\n`,
      table: `${connection}tables: { a: ./part.yaml }\n`,
      format: `${connection}formats: { stix: ./part.yaml }\n`,
    };
    const expected = /^!\w+(?=\n| \{)/.test(text) ? 'yaml.tag-on-collection' : 'definition.not-a-map';
    for (const [name, body] of Object.entries(parts)) {
      const found = await codes({ 'definitions/demo.yaml': `${HEAD}${body}`, 'definitions/part.yaml': text });
      expect([name, found]).toEqual([name, [expected]]);
    }
  },
);

test.each([
  ['./part.yaml', 'kinds: { 1: Phishing }\n', ['definition.unknown-key']],
  ['{ kinds: ./part.yaml }', '1: Phishing\n', ['definition.unknown-key']],
  ['./gone.yaml', undefined, ['definition.unknown-key', 'file.unreadable']],
])('a misspelt `tables` that names files: %s', async (tables, part, expected) => {
  const found = await codes({
    'definitions/demo.yaml': `${HEAD}table: ${tables}\nlet: { kind: !expr "$table('kinds', 1)" }\n`,
    ...(part === undefined ? {} : { 'definitions/part.yaml': part }),
  });
  expect(found).toEqual(expected);
});

test.each(['toString', 'constructor', '__proto__'])(
  'a component by the name of what every object of JavaScript has: %s',
  async (name) => {
    const connection = (auth: string): string => `connection: { http: { base_url: https://api.example.com${auth} } }\n`;
    const decode = `endpoints: { a: { request: { path: /a }, decode: [{ "${name}": { pattern: a } }] } }\n`;
    expect(await codes({ 'definitions/demo.yaml': `${HEAD}${connection('')}${decode}` })).toContain('definition.unknown-key');
    const auth = connection(`, auth: { kind: ${name}, token: x }`);
    expect(await codes({ 'definitions/demo.yaml': `${HEAD}${auth}` })).toEqual(['definition.unknown-component']);
    const formats = `formats: { "${name}": { objects: [] } }\n`;
    expect(await codes({ 'definitions/demo.yaml': `${HEAD}${formats}` })).not.toEqual([]);
  },
);
