/** The passwords that the shipped DLR feed's mock has reach no byte that a sink sends, unless its destination asks for them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sinks } from '../../../engine/components/sinks/registry.ts';
import { copyOf } from '../kills/harness.ts';
import type { FarSide } from './far-side.ts';
import { KEY, startInstance } from './misp/instance.ts';
import { startPlatform, USER } from './platform.ts';
import { API_KEY, startCluster } from './search-cluster.ts';
import { pushShipped, shippedStore } from './shipped-store.ts';
import { membersOf, startTaxii } from './taxii/writable-collection.ts';
import { SECRET, startReceiver } from './webhook-receiver.ts';

const PASSWORD = /Made-Up-Password-\d|Password_Test/;
/** Of the one who has the password: a byte that is looked for in vain must be in what is looked through. */
const VICTIM = 'Recovered Property';

interface Tool {
  readonly far: FarSide;
  readonly destination: (origin: string) => string;
}

/** One for each tool of the registry. */
const tools: Readonly<Record<string, () => Promise<Tool>>> = {
  elasticsearch: async () => ({
    far: (await startCluster()).far,
    destination: (origin) => `url: '${origin}', index: threat-intel, api_key: '${API_KEY}'`,
  }),
  misp: async () => ({ far: (await startInstance()).far, destination: (origin) => `url: '${origin}', key: ${KEY}` }),
  taxii: async () => ({
    far: (await startTaxii()).far,
    destination: (origin) => membersOf(origin),
  }),
  threatq: async () => ({
    far: (await startPlatform()).far,
    destination: (origin) =>
      `url: '${origin}', client_id: '${USER.client_id}', email: '${USER.email}', password: '${USER.password}'`,
  }),
  webhook: async () => ({
    far: (await startReceiver()).far,
    destination: (origin) => `url: '${origin}', secret: '${SECRET}'`,
  }),
};

let filled = '';
beforeAll(async () => {
  filled = await shippedStore();
});

/** Every byte that leaves. */
const sent = async (kind: string, rule: string): Promise<string> => {
  const cwd = copyOf(filled);
  const tool = await tools[kind]?.();
  const members = tool === undefined ? 'path: out/all' : tool.destination(tool.far.origin);
  const ended = await pushShipped(cwd, `kind: ${kind}, ${members}${rule}`);
  expect(ended).toMatchObject({ code: expect.toBeOneOf([0, 1]) as unknown });
  const files = existsSync(join(cwd, 'out')) ? readdirSync(join(cwd, 'out'), { recursive: true, withFileTypes: true }) : [];
  return [
    ended.stdout,
    ended.stderr,
    tool?.far.bytes() ?? '',
    ...files.filter((one) => one.isFile()).map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')),
  ].join('\n');
};

/** It writes values alone. */
const WITHOUT_ATTRIBUTES = new Set(['csv', 'text']);

describe.each(Object.entries(sinks))('%s', (kind, { reach }) => {
  test('has a tool here, or writes files', () => {
    expect(reach !== 'remote' || kind in tools, `add a tool for ${kind}`).toBe(true);
  });

  test('sends no password by itself, and none as a hash', async () => {
    const text = await sent(kind, '');
    expect(text).not.toMatch(PASSWORD);
    if (!WITHOUT_ATTRIBUTES.has(kind)) expect(text).toContain(VICTIM);
    expect(await sent(kind, ', sensitive: hash, hash_key: a-key-of-the-harbour')).not.toMatch(PASSWORD);
  });

  test('sends it where the destination asks for it', async () => {
    const rule = kind === 'csv' ? ', attributes: [Password]' : '';
    expect(await sent(kind, rule)).not.toMatch(PASSWORD);
    const text = await sent(kind, `${rule}, sensitive: send`);
    if (kind === 'text') expect(text).not.toMatch(PASSWORD);
    else expect(text).toMatch(PASSWORD);
  });
});
