/** A vendor for many small feeds: what it gives depends on nothing but the instance and how many turns it has had. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const PAGES = 5;
const ON_A_PAGE = 10;

/** Five requests of ten objects, each instance with an account of its own; the next run goes on where this one ends. */
export const crowdDefinition = `language: 1
name: crowd
title: Crowd
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true }, key: { label: Key, type: secret, required: true } }
  http: { base_url: !tmpl '{{@user.host}}', auth: { kind: api_key, in: header, name: X-Key, value: !expr $user.key } }
endpoints:
  items:
    request:
      path: /items
      query: { of: !expr $user.of, turn: !expr "$exists($state) ? $state : '0'", page: !expr "$exists($page.token) ? $page.token : '0'" }
    paginate: { kind: cursor, token: !expr more }
    records: items
    key: !expr id
feeds:
  items:
    title: Items
    user_fields: { of: { label: Of, type: text, required: true } }
    source: items
    state: { kind: token, of: !expr next }
    report:
      item:
        type: indicator
        subtype: FQDN
        value: !expr id
        attributes: { Turn: { value: !expr turn, rule: update }, Seen: !expr turn }
`;

/** A part of the objects comes again with every turn, the others are new. */
const itemsOf = (of: string, turn: number, page: number) =>
  Array.from({ length: ON_A_PAGE }, (_, index) => ({
    id: `${of}-${page * ON_A_PAGE + index + turn * 7}.example`,
    turn: `turn ${turn}`,
  }));

export interface CrowdVendor {
  readonly host: string;
  /** Requests so far. */
  readonly asked: () => number;
  close(): void;
}

/** `latency`: ms before each answer. */
export const startCrowdVendor = async (latency: number): Promise<CrowdVendor> => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const { searchParams } = new URL(request.url ?? '', 'http://vendor');
    const [of = '', turn, page] = ['of', 'turn', 'page'].map((name) => searchParams.get(name) ?? '');
    const [number, next] = [Number(page || 0), Number(turn || 0)];
    const more = number + 1 < PAGES ? { more: String(number + 1) } : { next: String(next + 1) };
    const body = JSON.stringify({ items: itemsOf(of, next, number), ...more });
    void sleep(latency).then(() => response.setHeader('content-type', 'application/json').end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
