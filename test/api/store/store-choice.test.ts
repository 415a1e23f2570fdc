import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../../engine/api/config/read-config.ts';
import { storeAddress } from '../../../engine/api/store/store-choice.ts';
import { createRedactor, type World } from '../../../engine/api/world.ts';
import { workingDirectory } from '../../cli/feedwright.ts';

const FILE = 'sqlite:./feeds.db';
const DATABASE = 'postgres://me@db.example/feeds';

const worldIn = (cwd: string): World => {
  const redactor = createRedactor();
  return {
    cwd,
    env: {},
    signal: new AbortController().signal,
    now: () => 0,
    ticks: () => 0,
    note: () => undefined,
    warn: () => undefined,
    redactor,
    redact: redactor.redact,
  };
};

/** Which attachments a store has: those of the configuration, or its own. */
test.each([
  ['that the configuration names', FILE, undefined, 'feeds.db', true],
  ['that the command line names as well', FILE, 'sqlite:feeds.db', 'feeds.db', true],
  ['that only the command line names', FILE, 'sqlite:other.db', 'other.db', false],
  ['of the usual place', undefined, undefined, '.feedwright/store.db', true],
  ['in a file of its own', undefined, 'sqlite:other.db', 'other.db', false],
  ['on PostgreSQL, where the configuration names none', undefined, DATABASE, DATABASE, true],
  ['on PostgreSQL, where it names another', FILE, DATABASE, DATABASE, false],
])('a store %s', async (_which, configured, given, shown, isMeant) => {
  const cwd = workingDirectory({
    'feedwright.yaml': `attachments: file:./content\n${configured === undefined ? '' : `store: ${configured}\n`}`,
  });
  const world = worldIn(cwd);
  const address = await storeAddress(world, { store: given }, readConfig(cwd, undefined));
  expect(address.shown).toBe(shown.includes('://') ? shown : join(cwd, shown));
  expect(address.attachments?.shown).toBe(isMeant ? join(cwd, 'content') : undefined);
});

test('what a mock has made up goes beside its own store', async () => {
  const cwd = workingDirectory({ 'feedwright.yaml': 'attachments: file:./content\n' });
  const world = worldIn(cwd);
  const { shown, attachments } = await storeAddress(world, { mock: true }, readConfig(cwd, undefined));
  expect([shown, attachments]).toEqual([join(cwd, '.feedwright/mock.db'), undefined]);
});
