/** One record of a batch on which an expression hangs: it alone is set aside, whatever of it was mapped before. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyFolder, runLive, startVendor, type Vendor } from '../components/live.ts';

const COUNT = 60;
const HANGS = 17;
const NOTE = `${'a'.repeat(60)}!`;

let vendor: Vendor;
beforeAll(async () => {
  const rows = Array.from({ length: COUNT }, (_, at) => ({
    name: `n${at}.example`,
    note: at === HANGS ? NOTE : 'aa',
    kind: `k${at % 3}`,
  }));
  vendor = await startVendor(() => ({ text: rows.map((one) => JSON.stringify(one)).join('\n') }));
});
afterAll(() => vendor.close());

interface Made {
  readonly keep?: string;
  readonly attribute?: string;
}

const definition = ({ keep, attribute }: Made): string => `language: 1
name: made-up
title: Made up
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http: { base_url: !tmpl "{{@user.host}}" }
endpoints:
  rows: { request: { path: /rows }, decode: [ndjson], records: $ }
feeds:
  rows:
    title: Rows
    source: rows
${keep === undefined ? '' : `    filters: [{ keep: !expr "${keep}", because: so }]\n`}    report:
      host: { type: indicator, subtype: FQDN, value: !expr name, related: [address], attributes: { Kind: !expr kind } }
      address:
        type: indicator
        subtype: URL
        value: !tmpl "http://{{name}}/"
        attributes: { Kind: !expr kind${attribute === undefined ? '' : `, Ends: !expr "${attribute}"`} }
`;

const HANGING = '$contains(note, /(a+)+$/)';

test.each<[string, Made]>([
  ['an attribute of the second entry', { attribute: `${HANGING} ? 'yes' : 'no'` }],
  ['a filter that reads one column', { keep: HANGING }],
])(
  '%s',
  async (_, made) => {
    const folder = emptyFolder();
    const file = join(folder, 'rows.yaml');
    writeFileSync(file, definition(made));
    try {
      const { row, values } = await runLive({ file, feed: 'rows', vendor, folder });
      expect(row).toMatchObject({
        status: 'succeeded',
        records: { fetched: COUNT, mapped: COUNT - 1, quarantined: 1, skipped: 0 },
        objects: { created: 2 * (COUNT - 1) },
      });
      // A batch that is begun once more is counted once; of the record that is set aside what came before it hung.
      const kinds = row.mapping.filter(({ name }) => name === 'Kind').map(({ given, of }) => [given, of]);
      const asked = made.keep === undefined ? COUNT : COUNT - 1;
      expect(kinds).toEqual([
        [asked, asked],
        [asked, asked],
      ]);
      const others = Array.from({ length: COUNT }, (__, at) => `n${at}.example`).filter((___, at) => at !== HANGS);
      expect(values.toSorted()).toEqual([...others, ...others.map((name) => `http://${name}/`)].toSorted());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
