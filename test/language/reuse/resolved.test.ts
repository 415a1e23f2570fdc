import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { resolveDefinition } from '../../../engine/language/reuse/resolved.ts';
import { valuesOf, writeResolved } from '../../../engine/language/reuse/write.ts';
import { feedwright, workingDirectory } from '../../cli/feedwright.ts';

const vocabulary = createVocabulary();
const own = `language: 1
name: demo
title: Demo
version: 1.10
connection: ./connection.yaml
fragments:
  items: { records: items, key: !expr id }
  common:
    Kind: { of: !expr kind, table: { 01: one, 2: two }, else: keep }
    Note: !tmpl "{{trim note}}: {{id}}"
defaults:
  endpoint: { request: { headers: { x-client: demo } } }
endpoints:
  all: { use: items, request: { path: /all, query: { ratio: 1.50, 'page?': !expr $page.number } } }
feeds:
  main:
    title: Main
    source: all
    filters: []
    let:
      name: !expr |-
        $exists(label)
          ? label    /* as it is */
          : id
    report:
      a: { type: indicator, value: !expr $name, attributes: { use: [common], Other: [a, 'b # c'] } }
`;
const connection = 'http: { base_url: https://demo.example }\n';

const folder = (files: Readonly<Record<string, string>>): string => {
  const path = mkdtempSync(join(tmpdir(), 'feedwright-resolved-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
};

/** A pack without what tells where it is written. */
const meaning = (file: string): unknown => {
  const { pack, diagnostics } = loadPack(file, vocabulary);
  const maps = (_: string, value: unknown): unknown =>
    value instanceof Map ? [...value] : value instanceof Set ? [...value] : value;
  const said = JSON.stringify(pack, (key, value: unknown) =>
    ['place', 'file', 'hash'].includes(key) ? undefined : maps(key, value),
  );
  return {
    said: said === undefined ? undefined : (JSON.parse(said) as unknown),
    errors: diagnostics.map(({ message }) => message),
  };
};

describe('a resolved definition', () => {
  const cwd = folder({ 'demo.yaml': own, 'connection.yaml': connection });
  const file = join(cwd, 'demo.yaml');
  const resolved = resolveDefinition(file);
  if (resolved === undefined) throw new Error('the definition is no map');

  test('is a definition that means the same', () => {
    const text = writeResolved(resolved, ({ file: of, line }) => `${of}:${line}`);
    const other = join(folder({ 'demo.yaml': text }), 'demo.yaml');
    expect(text).not.toMatch(/fragments|defaults|use:/);
    expect(meaning(other)).toEqual(meaning(file));
    expect(meaning(file)).toMatchObject({ errors: [] });
  });

  test('names for each value the line where it is written', () => {
    const places = Object.fromEntries(
      [...valuesOf(resolved)].map(({ path, place }) => [path, `${place.file.slice(cwd.length + 1)}:${place.line}`]),
    );
    expect(places).toMatchObject({
      'connection.http.base_url': 'connection.yaml:1',
      'endpoints.all.records': 'demo.yaml:7',
      'endpoints.all.request.headers.x-client': 'demo.yaml:12',
      'endpoints.all.request.path': 'demo.yaml:14',
      'feeds.main.report.a.attributes.Note': 'demo.yaml:10',
      'feeds.main.report.a.attributes.Other.1': 'demo.yaml:26',
    });
  });
});

describe('show', () => {
  const cwd = workingDirectory({ 'definitions/demo.yaml': own, 'definitions/connection.yaml': connection });

  test('prints a definition as it is, or resolved, or value by value', async () => {
    expect((await feedwright(['show', 'demo'], { cwd })).stdout).toBe(own);
    const { code, stdout } = await feedwright(['show', 'demo', '--resolved'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('base_url: https://demo.example # connection.yaml:1\n');
    expect(stdout).toContain('x-client: demo # demo.yaml:12\n');
    const values = (await feedwright(['show', 'definitions/demo.yaml', '--resolved', '--json'], { cwd })).stdout
      .trim()
      .split('\n');
    expect(values.map((line) => JSON.parse(line) as unknown)).toContainEqual({
      path: 'endpoints.all.key',
      value: 'id',
      tag: 'expr',
      file: 'definitions/demo.yaml',
      line: 7,
      column: expect.any(Number) as unknown,
    });
  });

  test('of a wrong definition, or of none, says so', async () => {
    const wrong = workingDirectory({
      'definitions/demo.yaml': own.replace('use: items', 'use: itmes'),
      'definitions/connection.yaml': connection,
    });
    const { code, stderr } = await feedwright(['show', 'demo', '--resolved'], { cwd: wrong });
    expect(code).toBe(2);
    expect(stderr).toContain('definitions/demo.yaml:14:15');
    expect((await feedwright(['show', 'dmeo'], { cwd })).code).toBe(2);
    expect(readFileSync(join(cwd, 'definitions/demo.yaml'), 'utf8')).toBe(own);
  });
});
