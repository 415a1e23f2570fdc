import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../engine/expression/definition/definition-evaluator.ts';
import { createHttpClient } from '../../engine/http/client/client.ts';
import { loadPack } from '../../engine/language/load.ts';
import { httpPolicy } from '../../engine/run/context/connection-settings.ts';
import { selfSigned } from '../http/self-signed.ts';

const definition = `language: 1
name: mutual
title: Mutual
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url }
    cert: { label: Certificate, type: secret }
    key: { label: Key, type: secret }
  http:
    base_url: !tmpl "{{@user.host}}"
    verify_tls: false
    client_certificate: { cert: !expr $user.cert, key: !expr $user.key }
`;
const file = join(mkdtempSync(join(tmpdir(), 'feedwright-mutual-')), 'mutual.yaml');
writeFileSync(file, definition);
const { pack } = loadPack(file, createVocabulary());
const evaluator = createDefinitionEvaluator(() => 0);
const [ours, other] = [selfSigned(), selfSigned()];

let server: Server;
let host: string;
beforeAll(async () => {
  server = createServer({ ...selfSigned(), requestCert: true, rejectUnauthorized: false }, (request, response) => {
    response.end((request.socket as TLSSocket).getPeerX509Certificate()?.toString() ?? 'none');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  host = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const policy = (options: Readonly<Record<string, unknown>>) => {
  if (pack === undefined) throw new Error('the definition is wrong');
  return httpPolicy({ pack, options: { host, ...options }, proxy: undefined, mockOrigin: undefined }, evaluator);
};

const shown = async (options: Readonly<Record<string, unknown>>): Promise<string> => {
  const signal = new AbortController().signal;
  const client = createHttpClient(policy(options), {
    redact: (text) => text,
    clock: () => 0,
    ticks: () => 0,
    sleep: async () => undefined,
    random: () => 0,
    signal,
  });
  const request = {
    method: 'GET',
    url: new URL(host),
    headers: {},
    body: undefined,
    idempotent: true,
    place: undefined,
    label: 'who',
  };
  try {
    return await client.exchange({ request, consume: async (response) => Buffer.from(await response.bytes()).toString() });
  } finally {
    await client.close();
  }
};

describe('a client certificate', () => {
  test('is shown to a server that asks, and none where none is given', async () => {
    const { cert, key } = ours;
    expect((await shown({ cert, key })).replaceAll(/\s/g, '')).toBe(cert.replaceAll(/\s/g, ''));
    expect(await shown({})).toBe('none');
  });

  test.each([
    ['without its key', { cert: ours.cert }],
    ['with the key of another', { cert: ours.cert, key: other.key }],
    ['that is none', { cert: 'abc', key: ours.key }],
  ])('%s is refused before anything is sent, and no part of it told', (_, options) => {
    const thrown = (): unknown => {
      try {
        return policy(options);
      } catch (error) {
        return error;
      }
    };
    const error = thrown() as Error & { code: string; place: { line: number } };
    expect(error).toMatchObject({ code: 'plan.client-certificate', place: { line: 13 } });
    expect(JSON.stringify([error.message, error])).not.toMatch(/BEGIN|abc|routines/);
  });
});
