/** A made-up vendor whose lists grow as its time passes: what it gives hangs on nothing but what is asked for. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** An item of each list is published every so often, ms. */
const EVERY = 150_000;

export const definition = `language: 1
name: tides
title: Tides
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    list: { label: List, type: text, required: true }
  http: { base_url: !tmpl '{{@user.host}}' }
endpoints:
  items:
    request:
      path: /items
      query: { list: !expr $user.list, since: !expr $epoch($window.since), until: !expr $epoch($window.until) }
    records: items
    key: !expr id
feeds:
  items:
    title: Tides
    source: items
    window: { period: PT1H, step: P10D }
    report:
      item:
        type: indicator
        subtype: FQDN
        value: !expr name
        published_at: !expr at
        attributes: { List: !expr list }
`;

/** A window as it was asked for, in seconds. */
export interface Asked {
  readonly list: string;
  readonly since: number;
  readonly until: number;
}

/** Those of `[since, until)`, in ms. Every third item is one that all lists have. */
const itemsOf = ({ list, since, until }: Asked): readonly object[] => {
  const items: object[] = [];
  for (let n = Math.ceil((since * 1000) / EVERY); n * EVERY < until * 1000; n++) {
    const name = n % 3 === 0 ? `shared-${n}.example` : `${list}-${n}.example`;
    items.push({ id: `${list}-${n}`, name, list, at: new Date(n * EVERY).toISOString() });
  }
  return items;
};

export const startVendor = async (
  onAsked: (asked: Asked) => void,
): Promise<{ readonly host: string; readonly close: () => void }> => {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const asked = { list: query.get('list') ?? '', since: Number(query.get('since')), until: Number(query.get('until')) };
    onAsked(asked);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items: itemsOf(asked) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
