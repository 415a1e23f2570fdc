/** From the samples of public sources alone: a definition that runs without edits and gives the sources' own objects. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { loadPack } from '../../engine/language/load.ts';
import type { RunRow } from '../../engine/run/context/run-row.ts';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { inProcess } from '../e2e/in-process.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

interface Expected {
  readonly type: string;
  readonly subtype?: string;
  readonly value: string;
}

const shown = ({ type, subtype = '', value }: Expected): string => `${type}${subtype === '' ? '' : ` (${subtype})`}: ${value}`;

/** Objects of this type that the shipped definition of the source makes of its fixture. */
const expected = (file: string, type = 'indicator'): readonly string[] =>
  (JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as readonly Expected[]).filter((one) => one.type === type).map(shown);

const sources: readonly (readonly [sample: string, wanted: readonly string[]])[] = [
  ['urlhaus/recent.csv', expected('urlhaus/expected/recent-urls.json')],
  [
    'cisa-kev/known_exploited_vulnerabilities.json',
    expected('cisa-kev/expected/known-exploited-vulnerabilities.json', 'vulnerability'),
  ],
  ['spamhaus-drop/drop_v4.json', expected('spamhaus-drop/expected/drop-v4.json')],
  ['spamhaus-drop/drop_v6.json', expected('spamhaus-drop/expected/drop-v6.json')],
  ['spamhaus-drop/asndrop.json', expected('spamhaus-drop/expected/asn-drop.json')],
  ['openphish/feed.txt', expected('openphish/expected/community.json')],
  ['emerging-threats/compromised-ips.txt', expected('emerging-threats/expected/compromised-hosts.json')],
  ['tor-exits/exit-addresses.txt', expected('tor-exits/expected/exit-addresses.json')],
  ['firehol/firehol_level1.netset', expected('firehol/expected/ip-list.json')],
  ['feodo-tracker/ipblocklist.json', expected('feodo-tracker/expected/ip-blocklist.json')],
  ['threatfox/get-iocs.json', expected('threatfox/expected/recent-iocs.json')],
  ['malwarebazaar/get-recent.json', ['indicator (SHA-256): 00000000000000000000000000000000000000000000000000000000000000a1']],
  ['phishtank/online-valid.json', ['indicator (URL): http://parcel.example.net/track']],
  ['nvd/cves.json', expected('nvd/expected/modified-cves.json', 'vulnerability')],
  ['github-advisories/advisories-1.json', ['vulnerability: CVE-2099-6001', 'vulnerability: GHSA-0000-made-up02']],
  ['taxii/objects-1.json', ['indicator (IP Address): 192.0.2.33', 'indicator (FQDN): rat.example.com', 'malware: MadeUp RAT']],
  ['mitre-attack/enterprise-attack.json', expected('mitre-attack/expected/attack.json', 'intrusion_set')],
  ['misp-feed/manifest.json', expected('misp-feed/expected/events.json', 'report')],
  ['misp-feed/00000000-0000-4000-8000-0000000000e1.json', ['indicator (URL): https://login.example.com/wave']],
  ['otx/pulses-1.json', ['report: Made-up campaign against banks']],
  ['crowdstrike-intel/indicators.json', ['indicator (FQDN): c2.example.com', 'indicator (IPv6 Address): 2001:db8::5']],
  ['virustotal/files-1.json', ['indicator (SHA-256): 0000000000000000000000000000000000000000000000000000000000000a01']],
  ['microsoft-graph/users-1.json', ['identity: nobody@corp.example']],
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
    const objects = [...store.objects({})].map(shown);
    store.close();
    expect(wanted.length).toBeGreaterThan(0);
    expect(objects).toEqual(expect.arrayContaining([...wanted]));
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
