/** A made-up vendor of fruit, for guides: a definition in a folder of its own, with samples and a case. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Guide, MappingRow } from '../../engine/guide/model/guide.ts';
import { commandLine } from '../e2e/in-process.ts';

type Files = Readonly<Record<string, string>>;

/** A definition with this report, and what else is said of its feed, pack and endpoint. */
export const orchard = ({ report = '', feed = '', pack = '', endpoint = '', http = '' }): string => `language: 1
name: orchard
title: Orchard
version: 1.2.0
${pack}
connection:
  user_fields:
    api_key: { label: API Key, type: secret, required: true, help: From the gate. }
  http:
    base_url: https://api.orchard.example
${http === '' ? '    auth: { kind: api_key, in: header, name: X-Api-Key, value: !expr $user.api_key }' : http}
endpoints:
  trees:
    request: { path: /v1/trees, query: { since: !expr $window.since } }
    records: data
    key: !expr id
    samples: [trees.json]
${endpoint}
feeds:
  trees:
    title: Orchard Trees
    source: trees
    window: { period: P7D }
${feed}
    report:
${report === '' ? '      tree: { type: note, value: !expr name }' : report}
`;

/** One tree with all that a test asks of a sample. */
export const trees = {
  data: [
    {
      id: 7,
      name: 'Old Pear',
      latin: 'Pyrus',
      kind: 2,
      planted: '1754490523',
      felled: '2026-01-02T00:00:00Z',
      seed: 'very secret seed',
      fruits: [{ sort: 'pear', weight: 5 }, { sort: 'quince' }],
      plot: { row: 3, ip: '192.0.2.7' },
    },
  ],
};

/** A folder with these files beside the usual sample. */
export const project = (definition: string, files: Files = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'guide-'));
  const all = { 'definitions/orchard.yaml': definition, 'fixtures/orchard/trees.json': JSON.stringify(trees), ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
};

/** The guide as `--format json` prints it. */
export const guideIn = async (folder: string, ...words: readonly string[]): Promise<Guide> => {
  const { code, stdout, stderr } = await commandLine(['guide', 'orchard', '--format', 'json', ...words], { cwd: folder });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Guide;
};

/** The mapping of a report, a row each. */
export const mappingOf = async (parts: Parameters<typeof orchard>[0]): Promise<readonly MappingRow[]> =>
  (await guideIn(project(orchard(parts)))).mapping['trees'] ?? [];
