/** A vendor that sends the secret back as data: nothing that is kept or shown has it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedwright, workingDirectory } from '../feedwright.ts';

const secret = 'canaryPLAINsecret9876543210';
const definition = (port: number): string => `language: 1
name: echo
title: Echo
version: 1.0.0
connection:
  user_fields: { api_key: { label: K, type: secret } }
  http:
    base_url: http://127.0.0.1:${String(port)}
    auth: { kind: api_key, in: header, name: X-Api-Key, value: !expr $user.api_key }
endpoints:
  e: { request: { path: /x }, records: data, key: !expr id }
feeds:
  f:
    title: F
    source: e
    state: { kind: token, of: !expr next }
    report:
      o:
        type: indicator
        subtype: FQDN
        value: !expr v
        title: !expr k
        tags: !expr t
        attributes: { D: !expr id }
`;

const server = createServer((request, response) => {
  const key = String(request.headers['x-api-key']);
  const data = [
    { id: 1, v: 'a.example', k: `for ${key}`, t: [key.toUpperCase(), 'plain'] },
    { id: key, v: `${key}.example` },
    { id: `${key}-bad`, v: [] },
    { id: 4, v: 'd.example', k: 'canaryPLAIN' },
  ];
  // In two pieces, so that the secret lies across the seam.
  const body = JSON.stringify({ data, next: key });
  const seam = body.indexOf(secret) + 4;
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(body.slice(0, seam));
  setImmediate(() => response.end(body.slice(seam)));
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

test('an echoed secret is masked in objects, keys and the state, with a note', async () => {
  const cwd = workingDirectory({ 'definitions/echo.yaml': definition(port), key: secret });
  const run = await feedwright(['run', 'echo/f', '--json', '--set', 'api_key=@key'], { cwd });
  expect(JSON.parse(run.stdout)).toMatchObject({
    status: 'succeeded',
    records: { fetched: 4, mapped: 3, quarantined: 1 },
    notes: { 'answers that hold a secret: it is masked in what is kept': 1 },
  });
  const objects = (await feedwright(['objects', '--json'], { cwd })).stdout.trim().split('\n');
  const shown = objects.map((line) => {
    const { value, title, tags, attributes } = JSON.parse(line) as Record<string, unknown>;
    return [value, title ?? null, tags, (attributes as { value: string }[]).map((one) => one.value)];
  });
  expect(shown.toSorted()).toEqual(
    [
      ['***.example', null, [], ['***']],
      ['a.example', 'for ***', ['***', 'plain'], ['1']],
      ['d.example', 'canaryPLAIN', [], ['4']],
    ].toSorted(),
  );
  expect((await feedwright(['state', 'show', 'echo/f'], { cwd })).stdout).toContain('"value":"***"');
  expect((await feedwright(['quarantine', 'echo/f'], { cwd })).stdout).toContain('["***-bad"]');
  const files = readdirSync(join(cwd, '.feedwright'), { withFileTypes: true, recursive: true }).filter((one) => one.isFile());
  expect(files).not.toEqual([]);
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name), 'latin1').toLowerCase()).not.toContain(secret.toLowerCase());
});
