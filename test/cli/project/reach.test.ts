/** How a vendor is reached from here: certificates of one's own and a proxy, by `packs:` of feedwright.yaml. */
import { createServer as createPlain } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { selfSigned } from '../../http/self-signed.ts';
import { inProcess } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const pack = (address: string): string => `language: 1
name: small
title: Small
version: 1.0.0
connection: { http: { base_url: "${address}", allow_http: true, retry: { attempts: 1 } } }
endpoints: { list: { request: { path: /list }, records: data } }
feeds:
  f: { title: F, source: list, report: { o: { type: indicator, value: !expr v } } }
`;

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

const listening = async (server: Server): Promise<number> => {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

const run = async (cwd: string, config: string): Promise<Record<string, unknown>> => {
  writeFileSync(join(cwd, 'feedwright.yaml'), config);
  const { stdout, stderr } = await inProcess('run', { json: true }, ['small/f'], { cwd, env: { PROXY: 'none' } });
  return stdout === '' ? { stderr } : (JSON.parse(stdout) as Record<string, unknown>);
};

test("a vendor whose certificate only a file of one's own vouches for is reached with that file, and not without it", async () => {
  const certificate = selfSigned();
  const port = await listening(createServer(certificate, (_, response) => response.end('{"data":[{"v":"a.example"}]}')));
  const cwd = workingDirectory({ 'definitions/small.yaml': pack(`https://localhost:${port}`), 'own.pem': certificate.cert });
  expect(await run(cwd, 'packs: { small: { http: { ca_file: own.pem } } }')).toMatchObject({ status: 'succeeded' });
  expect(await run(cwd, 'packs: { small: {} }')).toMatchObject({ status: 'failed', error: { code: 'http.tls' } });
  const missing = await run(cwd, 'packs: { small: { http: { ca_file: other.pem } } }');
  expect(missing['stderr']).toMatch(/other\.pem can't be used\. \[config\.ca-file\]\n  at feedwright\.yaml:1:10/);
});

test('a vendor is reached through the proxy that is written for it', async () => {
  const asked: string[] = [];
  const proxy = createPlain();
  proxy.on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  const port = await listening(proxy);
  const cwd = workingDirectory({ 'definitions/small.yaml': pack('https://vendor.example') });
  expect(await run(cwd, `packs: { small: { http: { proxy: "http://127.0.0.1:${port}" } } }`)).toMatchObject({ status: 'failed' });
  expect(asked).toEqual(['vendor.example:443']);
  expect(await run(cwd, 'packs: { small: { http: { proxy: "${env:PROXY}" } } }')).toMatchObject({ status: 'failed' });
  expect(asked).toHaveLength(1);
});
