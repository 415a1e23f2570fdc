/** A vendor on loopback with a pack of its own, to be recorded as one would be. */
import { createRedactor } from '../../../engine/api/world.ts';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import type { World } from '../../../engine/api/world.ts';
import { readCase } from '../../../engine/proof/case/read-case.ts';
import { type AskedRecording, recordFeed } from '../../../engine/proof/record/record-feed.ts';
import type { Recorded } from '../../../engine/proof/record/save-recording.ts';
import { type CaseResult, runCase } from '../../../engine/proof/testing/run-case.ts';

/** With what every encoding changes. */
export const CANARY = 'cAnary+7 key/ü&<9=="x';

export const definition = `language: 1
name: acme
title: Acme
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    api_key: { label: API Key, type: secret, required: true }
  http:
    base_url: !tmpl "{{@user.host}}"
    auth: { kind: api_key, in: query, name: key, value: !expr $user.api_key }
endpoints:
  domains:
    request:
      method: POST
      path: /domains
      idempotent: true
      headers: { x-basic: !expr "'Basic ' & $base64encode('me:' & $user.api_key)" }
      form: { key: !expr $user.api_key, pair: !expr "$base64encode('me:' & $user.api_key)" }
    records: data
    key: !expr id
  owner:
    args: { id: string }
    request: { path: !tmpl "/owners/{{@args.id}}" }
    record: $
feeds:
  domains:
    title: Domains
    source: domains
    supplemental:
      owner: { call: owner, with: { id: !expr owner.id } }
    report:
      domain:
        type: indicator
        subtype: FQDN
        value: !expr name
        attributes:
          Owner: !expr $owner.email
`;

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0).toReversed()) close();
});

/** Two domains whose owners have details of their own. */
export const usual: Answer = (request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/domains') return json(response, { data: DOMAINS });
  const id = decodeURIComponent(path.split('/').at(-1) ?? '');
  const owner = DOMAINS.find((one) => one.owner.id === id)?.owner;
  return json(response, owner === undefined ? {} : { id, email: owner.email });
};

const DOMAINS = [
  { id: 1, name: 'a.example', owner: { id: 'OWN-10001', email: 'ann@acme.test', ip: '10.1.2.3', phone: '+43 664 1234567' } },
  { id: 2, name: 'b.example', owner: { id: 'OWN-10002', email: 'bob@acme.test', ip: '10.1.2.4', phone: '+43 664 7654321' } },
];

export const json = (response: ServerResponse, value: unknown, headers: Readonly<Record<string, string | string[]>> = {}): void =>
  void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));

export interface Place {
  readonly folder: string;
  readonly world: World;
  readonly warned: string[];
  record(more?: Partial<AskedRecording>): Promise<Recorded>;
  play(name?: string): Promise<CaseResult>;
  /** Every file of the recording, by its name, as bytes of Latin-1. */
  written(name?: string): Readonly<Record<string, string>>;
  path(...parts: string[]): string;
}

/** A folder with the pack, and its vendor. */
export const acme = async (answer: Answer = usual, secret = CANARY): Promise<Place> => {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const folder = mkdtempSync(join(tmpdir(), 'record-'));
  open.push(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });
  const path = (...parts: string[]): string => join(folder, ...parts);
  mkdirSync(dirname(path('definitions/acme.yaml')), { recursive: true });
  writeFileSync(path('definitions/acme.yaml'), definition);
  const warned: string[] = [];
  const world = worldIn(folder, warned);
  const values = { host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, api_key: secret };
  return {
    folder,
    world,
    warned,
    path,
    record: (more = {}) => recordFeed(world, { values, ...more }, 'acme/domains', () => undefined),
    play: (name = 'domains-recorded') =>
      runCase(readCase(path('fixtures/acme/cases', `${name}.yaml`)), { world, places: { definitions: path('definitions') } }),
    written: (name = 'domains-recorded') => {
      const cassette = path('fixtures/acme/cassettes', name);
      const files = readdirSync(cassette).map((file) => [file, readFileSync(join(cassette, file), 'latin1')] as const);
      return { ...Object.fromEntries(files), case: readFileSync(path('fixtures/acme/cases', `${name}.yaml`), 'latin1') };
    },
  };
};

const worldIn = (cwd: string, warned: string[]): World => {
  const redactor = createRedactor();
  return {
    cwd,
    env: {},
    signal: new AbortController().signal,
    now: () => Date.parse('2026-03-01T00:00:00Z'),
    ticks: () => performance.now(),
    note: () => undefined,
    warn: (text) => void warned.push(text),
    redactor,
    redact: redactor.redact,
  };
};
