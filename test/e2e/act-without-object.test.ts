/** An action with `accepts: []`: from the definition to the request and the journal, on the command line and for programs. */
import { beforeEach, describe, expect, test } from 'vitest';
import { openEngine } from '../../engine/api/open-engine.ts';
import type { ActRow } from '../../engine/run/action/act-contract.ts';
import { workingDirectory } from '../cli/feedwright.ts';
import { ownVendor } from '../components/own-vendor.ts';
import { commandLine, inProcess } from './in-process.ts';

const definition = `language: 1
name: lists
title: Lists
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, default: https://lists.example }
    key: { label: Key, type: secret }
  http:
    base_url: !tmpl "{{@user.host}}"
    retry: { attempts: 1 }
let: { id: !expr $object.value, source: feedwright }
actions:
  add:
    title: Add to the List
    description: Puts an address on the list.
    accepts: []
    options:
      address: { label: Address, type: text, required: true }
      note: { label: Note, type: text }
      pin: { label: Pin, type: secret }
    require: [{ that: !expr $exists($ip($options.address)), message: It is no address. }]
    request:
      method: POST
      path: /list
      json: { address: !expr $options.address, note?: !expr $options.note, source: !expr $source, pin?: !expr $options.pin }
    result: !expr id
  clear: { title: Clear the List, accepts: [], request: { method: DELETE, path: /list } }
  remark: { title: Remark, accepts: [indicator], request: { method: POST, path: /remarks, json: { on: !expr $id } } }
`;
const mock = `mock: 1
clock: 2026-01-08T00:00:00Z
routes:
  - { route: POST /list, status: 201, json: { id: L1 } }
`;

const vendor = await ownVendor();
let cwd: string;
beforeEach(() => {
  cwd = workingDirectory({ 'definitions/lists.yaml': definition, 'fixtures/lists/mock.yaml': mock });
  vendor.answer = () => ({ status: 201, json: { id: 'L7' } });
  vendor.asked.length = 0;
});

const act = async (action: string, options: readonly string[], flags: object = {}) => {
  const set = [`host=${vendor.origin}`, ...options];
  const ended = await inProcess('act', { yes: true, ...flags, set }, [`lists/${action}`], { cwd });
  return ended;
};
const rows = async (action: string, options: readonly string[], flags: object = {}): Promise<readonly ActRow[]> =>
  JSON.parse((await act(action, options, { json: true, ...flags })).stdout) as ActRow[];

describe('an action that accepts nothing', () => {
  test('is sent once, with its options and what of the let has no object in it', async () => {
    const { code, stdout } = await act('add', ['address=192.0.2.1']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'lists/add: done (L7)\n' });
    expect(vendor.asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ address: '192.0.2.1', source: 'feedwright' }]);
  });

  test('has no object in its row', async () => {
    expect(await rows('add', ['address=192.0.2.1'])).toMatchObject([
      { action: 'lists/add', object: null, status: 'succeeded', result: 'L7', error: null },
    ]);
  });

  test('is only shown when it is dry', async () => {
    const { stdout } = await act('add', ['address=192.0.2.1'], { dryRun: true });
    expect(stdout).toContain('lists/add: would send\n  POST ');
    expect(vendor.asked).toEqual([]);
  });

  test('with an object is an error of usage, however it is named', async () => {
    for (const flags of [{ case: ['C1'] }, { object: ['event:x'] }, { objectFile: ['o.json'] }]) {
      const { code, stderr } = await act('add', ['address=192.0.2.1'], flags);
      expect(code).toBe(2);
      expect(stderr).toContain('"Add to the List" takes no object. [usage.takes-no-object]');
    }
    expect(vendor.asked).toEqual([]);
  });

  test('says what it requires without an object before it', async () => {
    const [row] = await rows('add', ['address=here']);
    expect(row).toMatchObject({ status: 'refused', error: { code: 'act.require', message: 'It is no address.' } });
  });

  test('is confirmed like others', async () => {
    const alone = await act('add', ['address=192.0.2.1'], { yes: false });
    expect({ code: alone.code, sent: vendor.asked.length }).toEqual({ code: 2, sent: 0 });
    const set = [`host=${vendor.origin}`, 'address=192.0.2.1'];
    const asked = await inProcess('act', { set }, ['lists/add'], { cwd, typed: 'y\n' });
    expect(asked.code).toBe(0);
    expect(asked.stderr).toContain('Add to the List (Lists) will be sent\n  Address: 192.0.2.1\n');
    expect(vendor.asked).toHaveLength(1);
  });

  test('that may have happened is not sent again with the same options, and with others it is', async () => {
    vendor.answer = () => ({ status: 500 });
    expect(await rows('add', ['address=192.0.2.1', 'note=a'])).toMatchObject([{ status: 'uncertain' }]);
    vendor.answer = () => ({ status: 201, json: { id: 'L8' } });
    expect(await rows('add', ['note=a', 'address=192.0.2.1'])).toMatchObject([
      { status: 'refused', error: { code: 'act.uncertain', message: expect.stringContaining('"lists/add" with these options') } },
    ]);
    expect(vendor.asked).toHaveLength(1);
    expect(await rows('add', ['address=192.0.2.2', 'note=a'])).toMatchObject([{ status: 'succeeded' }]);
    expect(await rows('add', ['address=192.0.2.1', 'note=a'], { again: true })).toMatchObject([{ status: 'succeeded' }]);
    // It is known now.
    expect(await rows('add', ['address=192.0.2.1', 'note=a'])).toMatchObject([{ status: 'succeeded' }]);
  });

  test('without options is one and the same each time', async () => {
    vendor.answer = () => ({ status: 502 });
    expect(await rows('clear', [])).toMatchObject([{ status: 'uncertain' }]);
    expect(await rows('clear', [])).toMatchObject([{ status: 'refused' }]);
  });

  test('stands in the journal by its options, secrets masked', async () => {
    await act('add', ['address=192.0.2.1', 'pin=a-pin-of-some-length']);
    const { stdout } = await inProcess('runs', { json: true }, [], { cwd });
    expect(stdout).not.toContain('a-pin-of');
    const { object, status } = JSON.parse(stdout) as { object: string; status: string };
    expect(status).toBe('succeeded');
    expect(JSON.parse(object)).toMatchObject({ address: '192.0.2.1' });
  });

  test('goes to a mock', async () => {
    const flags = { mock: true, yes: true, set: ['address=192.0.2.1'] };
    const { code, stdout } = await inProcess('act', flags, ['lists/add'], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'lists/add: done (L1)\n' });
  });

  test('is run by a program, which sees that it takes nothing', async () => {
    const engine = openEngine({ cwd, mock: true });
    expect(await engine.act('lists/add', { options: { address: '192.0.2.1' } })).toMatchObject([
      { object: null, status: 'succeeded', result: 'L1' },
    ]);
    const objects = [{ type: 'event', value: 'x', attributes: [] }];
    await expect(engine.act('lists/add', { objects, options: { address: '192.0.2.1' } })).rejects.toMatchObject({
      code: 'usage.takes-no-object',
    });
    expect(engine.packs().packs[0]?.actions.map(({ name, accepts }) => [name, accepts])).toEqual([
      ['add', []],
      ['clear', []],
      ['remark', ['indicator']],
    ]);
  });

  test('says so in its help', async () => {
    const { stdout } = await commandLine(['act', 'lists/add', '--help'], { cwd });
    expect(stdout).toContain('Add to the List (takes no object): Puts an address on the list.');
  });
});
