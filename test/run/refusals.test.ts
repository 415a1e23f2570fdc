/** What a vendor says with an answer that is no success is shown: by feeds and actions alike, with an outcome and without one. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ActRow } from '../../engine/run/action/act.ts';
import { emptyFolder, runLive } from '../components/live.ts';
import type { Given } from '../components/live.ts';
import { ownVendor } from '../components/own-vendor.ts';
import { inProcess } from '../e2e/in-process.ts';

const file = join(import.meta.dirname, 'fixtures/refusals.yaml');
const vendor = await ownVendor();

const feed = async (name: string, given: Given): Promise<string | undefined> => {
  vendor.answer = () => given;
  const { row } = await runLive({ file, feed: name, vendor, folder: emptyFolder() });
  return row.error?.message;
};

const action = async (name: string, given: Given): Promise<ActRow> => {
  vendor.answer = () => given;
  const cwd = emptyFolder();
  mkdirSync(join(cwd, 'definitions'));
  cpSync(file, join(cwd, 'definitions/refusals.yaml'));
  writeFileSync(join(cwd, 'o.json'), '{"type":"indicator","subtype":"FQDN","value":"x.example"}');
  const flags = { json: true, yes: true, objectFile: ['o.json'], set: [`host=${vendor.origin}`] };
  const { stdout } = await inProcess('act', flags, [`refusals/${name}`], { cwd });
  return (JSON.parse(stdout) as ActRow[])[0] as ActRow;
};

const said = (message: string): Given['json'] => ({ message });

describe.each<[string, Given, RegExp]>([
  ['plain', { status: 403, json: said('Not in your plan') }, /answered 403: it was refused \(it says: Not in your plan\)\./],
  ['plain', { status: 403, text: '' }, /answered 403: it was refused\./],
  ['plain', { status: 422, json: said('No such list') }, /answered 422 Unprocessable Entity \(it says: No such list\)\./],
  ['plain', { status: 503, json: said('Maintenance') }, /answered 503 Service Unavailable \(it says: Maintenance\)\./],
  [
    'named',
    { status: 403, json: said('Not in your plan') },
    /answered 403: the licence has no such list \(it says: Not in your plan\)\./,
  ],
  ['named', { status: 422, json: said('No') }, /answered 422: the licence has no such list \(it says: No\)\./],
  ['named', { status: 422, text: '' }, /answered 422: the licence has no such list\./],
  [
    'named',
    { status: 418, json: { tea: { kind: 'green' }, message: 'short' } },
    /answered 418: it is a teapot \(it says: green\)\./,
  ],
  ['named', { status: 418, json: { message: 'stout' } }, /answered 418: it is a teapot \(it says: stout\)\./],
  [
    'named',
    { status: 200, json: { code: 'E1', message: 'for good' } },
    /answered 200: the list is closed \(it says: E1, for good\)\./,
  ],
])('%s, answered %j', (name, given, says) => {
  test('is told in the words of the vendor by a feed', async () => {
    expect(await feed(name, given)).toMatch(says);
  });

  test('and by an action, with the line of the definition', async () => {
    const { status, error } = await action(name, given);
    expect(error?.message).toMatch(says);
    expect(error?.message).toMatch(/ \(definitions\/refusals\.yaml:\d+:\d+\)$/);
    expect(status).toBe(given.status === 503 ? 'uncertain' : 'failed');
  });
});
