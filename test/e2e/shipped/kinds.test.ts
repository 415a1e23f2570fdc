/** Shipped definitions against lists that hold more kinds of value than their fixtures, or that take something back. */
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { inProcess } from '../in-process.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A shipped pack in a folder of its own, whose one route answers what was put there last. */
const open = (folder: string, pack: string, route: string, user = '{}') => {
  const cwd = mkdtempSync(join(tmpdir(), 'feedwright-kinds-'));
  for (const path of [`definitions/${folder}`, `fixtures/${pack}`])
    cpSync(join(ROOT, path), join(cwd, path), { recursive: true });
  return async (feed: string, body: string, clock = '2026-05-04T12:00:00Z') => {
    const fixtures = join(cwd, 'fixtures', pack);
    writeFileSync(join(fixtures, 'body'), body);
    const mock = `mock: 1\nclock: ${clock}\nuser: ${user}\nroutes:\n  - { route: ${route}, file: body, content_type: application/octet-stream }\n`;
    writeFileSync(join(fixtures, 'mock.yaml'), mock);
    const { code, stdout, stderr } = await inProcess('run', { json: true, mock: true }, [`${pack}/${feed}`], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const store = openStore({ path: join(cwd, '.feedwright/mock.db'), readOnly: true });
    try {
      const indicators = [...store.objects({})].filter(({ type }) => type === 'indicator');
      return {
        row: JSON.parse(stdout) as RunRow,
        kinds: indicators.map(({ subtype, value, status }) => `${subtype}: ${String(value)} ${status}`).toSorted(),
      };
    } finally {
      store.close();
    }
  };
};

test('ThreatFox: an address of IPv6 stands in brackets before its port, and mail addresses are indicators', async () => {
  const run = open('abuse-ch', 'threatfox', 'POST /api/v1/', '{ auth_key: invented }');
  const ioc = (id: number, ioc_type: string, value: string): object => ({
    id,
    ioc: value,
    ioc_type,
    malware: 'unknown',
    confidence_level: 75,
    first_seen: '2026-05-04 08:00:00 UTC',
  });
  const data = [
    ioc(1, 'ip:port', '192.0.2.15:443'),
    ioc(2, 'ip:port', '[2001:db8::15]:443'),
    ioc(3, 'envelope_from', 'a@b.example'),
    ioc(4, 'sha3_384_hash', 'c'.repeat(96)),
  ];
  const { kinds } = await run('recent-iocs', JSON.stringify({ query_status: 'ok', data }));
  expect(kinds).toEqual([
    'Email Address: a@b.example Active',
    'IP Address: 192.0.2.15 Active',
    'IPv6 Address: 2001:db8::15 Active',
  ]);
});

test('Emerging Threats: netblocks among the addresses are netblocks', async () => {
  const run = open('emerging-threats', 'emerging-threats', 'GET /blockrules/compromised-ips.txt');
  const { kinds } = await run('compromised-hosts', '192.0.2.1\n198.51.100.0/24\n2001:DB8::1\n2001:db8:1::/48\n');
  expect(kinds).toEqual([
    'CIDR Block: 198.51.100.0/24 Active',
    'IP Address: 192.0.2.1 Active',
    'IPv6 Address: 2001:db8::1 Active',
    'IPv6 CIDR Block: 2001:db8:1::/48 Active',
  ]);
});

test('OTX: what is no longer active in a pulse expires, unless it is active there too', async () => {
  const run = open('otx', 'otx', 'GET /api/v1/pulses/subscribed', '{ api_key: invented }');
  const pulse = (modified: string, active: Readonly<Record<string, readonly unknown[]>>): string => {
    const indicators = Object.entries(active).flatMap(([indicator, states]) =>
      states.map((is_active) => ({ indicator, type: 'hostname', is_active, created: '2026-05-01T00:00:00' })),
    );
    return JSON.stringify({
      results: [{ id: 'p1', name: 'Pulse', created: '2026-05-01T00:00:00', modified, indicators }],
      count: 1,
    });
  };
  const all = { 'a.example': [1], 'b.example': [true], 'c.example': [1] };
  expect((await run('subscribed-pulses', pulse('2026-05-03T00:00:00', all))).kinds).toEqual([
    'FQDN: a.example Active',
    'FQDN: b.example Active',
    'FQDN: c.example Active',
  ]);
  const later = { 'a.example': [0], 'b.example': [1, false], 'c.example': [1], 'd.example': [0] };
  expect((await run('subscribed-pulses', pulse('2026-05-05T00:00:00', later), '2026-05-06T00:00:00Z')).kinds).toEqual([
    'FQDN: a.example Expired',
    'FQDN: b.example Active',
    'FQDN: c.example Active',
  ]);
});
