/** Pushes that are killed at any instant, with the store changing between them: each tool holds every object once, in its last state. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workingDirectory } from '../../cli/feedwright.ts';
import { KILLS, share } from '../kills/harness.ts';
import { openHarbour } from './harbour.ts';
import { killPushes, type Tool } from './kill-pushes.ts';
import { folderTool } from './misp/folder.ts';
import { KEY, startInstance } from './misp/instance.ts';
import { startPlatform, USER } from './platform.ts';
import { API_KEY, startCluster } from './search-cluster.ts';
import { startTaxii, to } from './taxii/writable-collection.ts';
import { SECRET, startReceiver } from './webhook-receiver.ts';

interface Scene {
  readonly open: () => Promise<Tool>;
  /** Members of the destination. */
  readonly destination: (origin: string) => string;
}

const folder = join(workingDirectory(), 'feed');

const scenes: Readonly<Record<string, Scene>> = {
  elasticsearch: {
    open: () => startCluster(),
    destination: (origin) => `kind: elasticsearch, url: '${origin}', index: threat-intel, api_key: '${API_KEY}', batch: 4`,
  },
  misp: {
    open: () => startInstance(),
    destination: (origin) => `kind: misp, url: '${origin}', key: ${KEY}, batch: 4`,
  },
  misp_feed: {
    open: () => folderTool(folder),
    destination: () => `kind: misp_feed, path: ${folder}, event: one`,
  },
  taxii: {
    open: () => startTaxii({ pending: 1 }),
    destination: (origin) => to(origin, ', batch: 4'),
  },
  threatq: {
    open: () => startPlatform(),
    destination: (origin) =>
      `kind: threatq, url: '${origin}', client_id: '${USER.client_id}', email: '${USER.email}', password: '${USER.password}', batch: 4`,
  },
  webhook: {
    open: () => startReceiver(),
    destination: (origin) => `kind: webhook, url: '${origin}/in', secret: '${SECRET}', batch: 4`,
  },
};

const part = share(1 / 3);

test.each(Object.entries(scenes))('%s', { timeout: part.timeout }, async (name, { open, destination }) => {
  const tool = await open();
  const harbour = await openHarbour(destination(tool.far.origin));
  await harbour.fill('first');
  const says = await killPushes(harbour, tool, part.kills);
  expect(says).toMatch(/^\d+ kills/);
  if (KILLS > 12) process.stderr.write(`${name}: ${says}\n`);
});
