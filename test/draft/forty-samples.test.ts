/** Samples of forty sources, drafted and run without edits; of ten of them every member is held against what a person would make of it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { loadPack } from '../../engine/language/load.ts';
import type { RunRow } from '../../engine/run/context/run-row.ts';
import { inProcess } from '../e2e/in-process.ts';
import { isAsWanted, type Wanted } from './wanted.ts';

const folder = join(import.meta.dirname, 'samples');
const fixtures = join(import.meta.dirname, '../../fixtures');

/** Fixtures of the definitions that ship. */
const SHIPPED = [
  'cisa-kev/known_exploited_vulnerabilities.json',
  'crowdstrike-intel/indicators.json',
  'emerging-threats/compromised-ips.txt',
  'feodo-tracker/ipblocklist.json',
  'firehol/firehol_level1.netset',
  'github-advisories/advisories-1.json',
  'izoologic-sync-cases/case-sync.json',
  'malwarebazaar/get-recent.json',
  'microsoft-graph/alerts-1.json',
  'microsoft-graph/users-1.json',
  'misp-feed/manifest.json',
  'mitre-attack/enterprise-attack.json',
  'nvd/cves.json',
  'openphish/feed.txt',
  'otx/pulses-1.json',
  'phishtank/online-valid.json',
  'seclytics/predictions.csv',
  'spamhaus-drop/asndrop.json',
  'taxii/objects-1.json',
  'threatfox/get-iocs.json',
  'tor-exits/exit-addresses.txt',
  'urlhaus/recent.csv',
  'virustotal/files-1.json',
];

/** Made up, in the shapes of public APIs. */
const MADE_UP = [
  'alerts-page.json',
  'collections.json',
  'dark-market-bundle.json',
  'dotted-columns.csv',
  'event-attributes.json',
  'expiring-list.ndjson',
  'graph-nodes.json',
  'hits.json',
  'intelligence.json',
  'ioc-stream.json',
  'observables.json',
  'owner-indicators.json',
  'remarks-list.txt',
  'result-sets.json',
  'risk-list.csv',
  'sample-kinds.json',
  'scored-indicators.json',
  'technical-indicators.json',
  'typed-indicators.json',
  'warnings.xml',
];

const wanted = parse(readFileSync(join(folder, 'wanted.yaml'), 'utf8')) as Readonly<Record<string, readonly Wanted[]>>;

const samples = [
  ...SHIPPED.map((file) => [file, join(fixtures, file)]),
  ...MADE_UP.map((file) => [file, join(folder, file)]),
] as const;

const drafted = new Map<string, string>();

test.each(samples)('%s gives a definition without findings that runs', async (name = '', file = '') => {
  const cwd = mkdtempSync(join(tmpdir(), 'forty-'));
  try {
    const made = await inProcess('new', { name: 'made', json: true }, [file], { cwd });
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
    const definition = join(cwd, 'definitions/made.yaml');
    drafted.set(name, readFileSync(definition, 'utf8'));
    expect(loadPack(definition, createVocabulary(), { root: join(cwd, 'definitions') }).diagnostics).toEqual([]);
    const run = await inProcess('run', { json: true, mock: true }, ['made/records'], { cwd });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    const { records, objects } = JSON.parse(run.stdout) as RunRow;
    expect(records.quarantined).toBe(0);
    expect(objects.created).toBeGreaterThan(0);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});

describe('what a person would keep as it is', () => {
  const members = Object.entries(wanted).flatMap(([sample, list]) => list.map((one) => ({ sample, one })));
  const missed = (): readonly string[] =>
    members
      .filter(({ sample, one }) => !isAsWanted(drafted.get(sample) ?? '', one))
      .map(({ sample, one }) => `${sample}: ${one.member}`);

  test('is said of ten samples', () => {
    expect(Object.keys(wanted)).toHaveLength(10);
    expect(Object.keys(wanted).filter((name) => !MADE_UP.includes(name))).toEqual([]);
  });

  test('is at least four of five', () => {
    expect(1 - missed().length / members.length).toBeGreaterThanOrEqual(0.8);
  });

  afterAll(() => {
    const kept = members.length - missed().length;
    process.stdout.write(`kept as they are: ${kept} of ${members.length}; not: ${missed().join(', ')}\n`);
  });
});
