/** A made-up project for `serve`: a vendor on loopback whose lists and troubles a test says, and a definition with a secret and a sensitive value. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What must show nowhere, and what only to those who ask for it. */
export const CANARY = 'canary-5f0e1c77-secret';
export const PASSWORD = 'dlr-Pass-w0rd-90210';

export const definition = `language: 1
name: acme
title: Acme
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    api_key: { label: Key, type: secret, required: true }
  http: { base_url: !tmpl '{{@user.host}}', auth: { kind: api_key, in: header, name: X-Api-Key, value: !expr $user.api_key } }
endpoints:
  cases:
    request: { path: /cases, query: { key: !expr $user.api_key } }
    records: cases
    key: !expr id
feeds:
  cases:
    title: Acme Cases
    user_fields:
      minimum: { label: Minimum, type: number, minimum: 0, maximum: 9, default: 0, help: The least score. }
    source: cases
    filters: [{ keep: !expr score >= $user.minimum, because: too low }]
    report:
      case:
        type: incident
        value: !expr name
        description: !expr text
        attributes: { Password: { value: !expr password, sensitive: true }, Score: !expr score }
actions:
  close:
    title: Close
    accepts: [incident]
    options: { why: { label: Why, type: text, required: true } }
    request: { method: POST, path: /close, json: { case: !expr $object.value, why: !expr $options.why } }
  wipe:
    title: Wipe
    accepts: [incident]
    approval: two
    request: { method: POST, path: /wipe, json: { case: !expr $object.value } }
`;

export interface Case {
  readonly id: number;
  readonly name: string;
  readonly text?: string;
  readonly score?: number | string | undefined;
  readonly password?: string;
}

export interface Vendor {
  readonly host: string;
  cases: readonly Case[];
  /** Instead of the cases. */
  status: number;
  /** Instead of any body. */
  says: string | undefined;
  /** Waits before it answers, ms. */
  slow: number;
  readonly heard: { readonly path: string; readonly body: string; readonly headers: IncomingMessage['headers'] }[];
  close(): void;
}

const answer = async (vendor: Vendor, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  vendor.heard.push({ path: request.url ?? '', body: Buffer.concat(parts).toString(), headers: request.headers });
  if (vendor.slow > 0) await new Promise((resolve) => setTimeout(resolve, vendor.slow));
  response.statusCode = vendor.status;
  response.setHeader('content-type', 'application/json');
  const isFetch = request.url?.startsWith('/cases') === true;
  response.end(
    vendor.says ?? JSON.stringify(isFetch ? { cases: vendor.cases, echo: request.headers['x-api-key'] } : { done: true }),
  );
};

export const startVendor = async (): Promise<Vendor> => {
  const server = createServer((request, response) => void answer(vendor, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const vendor: Vendor = {
    host: `http://127.0.0.1:${port}`,
    cases: [],
    status: 200,
    says: undefined,
    slow: 0,
    heard: [],
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return vendor;
};

/** A folder with these files. */
export const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'serve-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
};

export const configuration = (host: string, more = ''): string => `store: sqlite:./acme.db
packs: { acme: { set: { host: "${host}", api_key: "${CANARY}" } } }
instances:
  all: { feed: acme/cases }
  high: { feed: acme/cases, set: { minimum: 5 }, source: High }
${more}`;
