/** A store that is served by TAXII, and clients of it. */
import { createRedactor } from '../../../../engine/api/world.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveTaxii, type TaxiiServer } from '../../../../engine/api/taxii/serve-taxii.ts';
import type { World } from '../../../../engine/api/world.ts';
import type { SmallWorld } from '../../objects/small-world.ts';

export interface Served {
  /** Of the configuration, as YAML in one line. */
  readonly taxii?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly host?: string | undefined;
  readonly now: number;
  readonly warn?: World['warn'];
}

export const serveStore = (
  { cwd }: Pick<SmallWorld, 'cwd'>,
  { taxii = '{}', env = {}, host = '127.0.0.1', now, warn = () => undefined }: Served,
): Promise<TaxiiServer> => {
  writeFileSync(join(cwd, 'feedwright.yaml'), `taxii_server: ${taxii}\n`);
  const world: World = {
    cwd,
    env,
    signal: new AbortController().signal,
    now: () => now,
    ticks: () => 0,
    redact: (text) => text,
    note: () => undefined,
    warn,
    redactor: createRedactor(),
  };
  return serveTaxii(world, { host, port: 0, onAnswer: () => undefined });
};

export interface Stix {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly revoked?: boolean;
  readonly [property: string]: unknown;
}

export interface Page {
  readonly status: number;
  readonly objects: readonly Stix[];
  readonly next: string | undefined;
  readonly last: string | null;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

/** `path`: below the API root. */
export const askServer = async (
  { apiRoot }: TaxiiServer,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Page> => {
  const response = await fetch(`${apiRoot}${path}`, {
    headers: { accept: 'application/taxii+json; version=2.1', ...headers },
  });
  const body = (await response.json()) as Record<string, unknown>;
  return {
    status: response.status,
    objects: (body['objects'] ?? []) as readonly Stix[],
    next: body['next'] as string | undefined,
    last: response.headers.get('x-taxii-date-added-last'),
    body,
    headers: response.headers,
  };
};

/** Every page of the first collection; by `next`, or by the moment of the last object alone. */
export const pagesOf = async (server: TaxiiServer, limit: number, by: 'next' | 'added_after'): Promise<readonly Stix[]> => {
  const all: Stix[] = [];
  let query = '';
  for (let turn = 0; turn < 500; turn++) {
    const page = await askServer(server, `collections/${server.collections[0]?.id}/objects/?limit=${limit}${query}`);
    all.push(...page.objects);
    if (by === 'next' ? page.next === undefined : page.objects.length === 0) return all;
    query = by === 'next' ? `&next=${page.next}` : `&added_after=${page.last}`;
  }
  throw new Error('the pages have no end');
};
