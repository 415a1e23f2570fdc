/** Filters see the records that the endpoint picks, not the rows that it picks them from. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, runLive, startVendor } from '../../components/live.ts';

test('where an expression makes the records of a CSV file, filters go by what it made', async () => {
  const folder = emptyFolder();
  const vendor = await startVendor(() => ({ text: 'a,b\n10.0.0.1,1\n10.0.0.2,2\n10.0.0.3,2\n' }));
  const file = join(folder, 'made-up.yaml');
  writeFileSync(
    file,
    `language: 1
name: made-up
title: Made up
version: 1.0.0
category: test
description: Addresses.
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
  http: { base_url: !tmpl "{{@user.host}}" }
endpoints:
  dump: { request: { path: /dump }, decode: [csv], records: !expr '$.{ "ip": a, "score": b }' }
feeds:
  addresses:
    title: Addresses
    description: Addresses with a score.
    source: dump
    filters:
      - { keep: !expr "score = '2'", because: another score }
    report:
      ip: { type: indicator, subtype: IP Address, value: !expr ip }
`,
  );
  try {
    const { row, values } = await runLive({ file, feed: 'addresses', vendor, folder });
    expect(values).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(row.records).toMatchObject({ fetched: 3, mapped: 2, dropped: { 'another score': 1 } });
  } finally {
    await vendor.close();
    rmSync(folder, { recursive: true });
  }
});
