/** Made-up packs of a made-up vendor, and what `validate` says of them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openEngine } from '../../engine/index.ts';
import type { Diagnostic } from '../../engine/language/basics/place.ts';

export type Files = Readonly<Record<string, string | object>>;

/** Two records of a made-up vendor, as `cases.json` has them within the answer. */
export const CASES = {
  meta: { next_cursor: 'c2', total: 2 },
  data: [
    {
      id: 'A-1',
      title: 'One',
      country: 'NL',
      state: 'active',
      updated_at: '2026-01-02T03:04:05Z',
      score: 7,
      hosts: [{ name: 'a.example', ports: [{ number: 80, service: 'http' }] }],
      owner: { name: 'Ada', 'e-mail': 'ada@example.com' },
      closed: null,
      notes: [],
      extra: {},
    },
    { id: 'A-2', title: 'Two', state: 'closed', updated_at: '2026-01-03T03:04:05Z', score: 3, hosts: [], closed: null },
  ],
};

export const HEAD = `language: 1
name: demo
title: Demo
version: 1.0.0
connection:
  http: { base_url: https://api.example.com }
`;

/** A pack with one feed over `cases.json`; each part can be another. */
export const demo = ({
  endpoint = '',
  feed = '',
  value = 'title',
  attributes = '',
  more = '',
}: Partial<Record<'endpoint' | 'feed' | 'value' | 'attributes' | 'more', string>> = {}): string => `${HEAD}endpoints:
  cases:
    request: { path: /cases, query: { cursor?: !expr $page.token } }
    records: data
    samples: [cases.json]
${indented(endpoint, 4)}feeds:
  cases:
    title: Cases
    source: cases
${indented(feed, 4)}    report:
      case:
        type: incident
        value: !expr ${value}
${attributes === '' ? '' : `        attributes:\n${indented(attributes, 10)}`}${more}`;

const indented = (text: string, by: number): string =>
  text === ''
    ? ''
    : `${text
        .split('\n')
        .map((line) => ' '.repeat(by) + line)
        .join('\n')}\n`;

/** A folder of its own with these files; who asked for it removes it. */
export const folderOf = (files: Files): string => {
  const cwd = mkdtempSync(join(tmpdir(), 'inference-'));
  for (const [name, content] of Object.entries(files)) {
    const file = join(cwd, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return cwd;
};

/** All findings over these files: `definitions/…` and `fixtures/demo/…`; objects are written as JSON. */
export const findingsOf = async (files: Files): Promise<readonly Diagnostic[]> => {
  const cwd = folderOf(files);
  try {
    const engine = openEngine({ cwd });
    const { findings } = await engine.validate();
    await engine.close();
    return findings;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
};

/** What is found in the pack, with its samples beside it: `code name line:column`, where `name` stands at that place. */
export const found = (definition: string, samples?: Files): Promise<readonly string[]> => foundBut(/^$/)(definition, samples);

/** The same without findings that another test is about: those of these codes. */
export const foundBut =
  (codes: RegExp) =>
  async (definition: string, samples: Files = { 'cases.json': CASES }): Promise<readonly string[]> => {
    const lines = definition.split('\n');
    const fixtures = Object.fromEntries(Object.entries(samples).map(([name, content]) => [`fixtures/demo/${name}`, content]));
    const all = await findingsOf({ 'definitions/demo.yaml': definition, ...fixtures });
    return all
      .filter(({ code }) => !codes.test(code))
      .map(
        ({ code, place: { line, column } }) => `${code} ${/^[`"']?[\w-]+/.exec(lines[line - 1]?.slice(column - 1) ?? '')?.[0]}`,
      );
  };
