/** From the samples of public sources alone: a definition that runs without edits and gives the sources' own objects. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { loadPack } from '../../engine/language/load.ts';
import type { RunRow } from '../../engine/run/summary.ts';
import { openStore } from '../../engine/store/open-store.ts';
import { inProcess } from '../e2e/in-process.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

interface Expected {
  readonly type: string;
  readonly subtype?: string;
  readonly value: string;
}

/** Indicators that the shipped definition of the source makes of its fixture. */
const expected = (file: string): readonly string[] =>
  (JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as readonly Expected[])
    .filter(({ type }) => type === 'indicator')
    .map(({ subtype = '', value }) => `${subtype}: ${value}`);

const sources: readonly (readonly [sample: string, wanted: readonly string[]])[] = [
  ['urlhaus/recent.csv', expected('urlhaus/expected/recent-urls.json')],
  ['cisa-kev/known_exploited_vulnerabilities.json', ['CVE: CVE-2099-0001', 'CVE: CVE-2099-0002']],
  ['spamhaus-drop/drop_v4.json', expected('spamhaus-drop/expected/drop-v4.json')],
  ['openphish/feed.txt', expected('openphish/expected/community.json')],
  ['emerging-threats/compromised-ips.txt', expected('emerging-threats/expected/compromised-hosts.json')],
  ['tor-exits/exit-addresses.txt', expected('tor-exits/expected/exit-addresses.json')],
  ['firehol/firehol_level1.netset', expected('firehol/expected/ip-list.json')],
  ['feodo-tracker/ipblocklist.json', expected('feodo-tracker/expected/ip-blocklist.json')],
  ['threatfox/get-iocs.json', expected('threatfox/expected/recent-iocs.json')],
  ['malwarebazaar/get-recent.json', ['SHA-256: 00000000000000000000000000000000000000000000000000000000000000a1']],
  ['phishtank/online-valid.json', ['URL: http://parcel.example.net/track']],
  ['nvd/cves.json', ['CVE: CVE-2098-5001', 'CVE: CVE-2099-5002']],
  ['taxii/objects-1.json', ['IP Address: 192.0.2.33', 'FQDN: rat.example.com']],
];

test.each(sources)('%s', async (sample, wanted) => {
  const cwd = mkdtempSync(join(tmpdir(), 'draft-'));
  try {
    const made = await inProcess('new', { name: 'made', json: true }, [join(fixtures, sample)], { cwd });
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
    const file = join(cwd, 'definitions/made.yaml');
    expect(loadPack(file, createVocabulary(), { root: join(cwd, 'definitions') }).diagnostics).toEqual([]);
    const run = await inProcess('run', { json: true, mock: true }, ['made/records'], { cwd });
    expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: '' });
    expect((JSON.parse(run.stdout) as RunRow).records.quarantined).toBe(0);
    const store = openStore({ path: join(cwd, '.feedwright/mock.db'), readOnly: true });
    const objects = [...store.objects({})].map(({ subtype, value }) => `${subtype}: ${value}`);
    store.close();
    expect(wanted.length).toBeGreaterThan(0);
    expect(objects).toEqual(expect.arrayContaining([...wanted]));
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
