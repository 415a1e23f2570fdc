/** Killed between the store and the vendor: what is not told comes again, and nothing is lost or doubled. */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startVendor } from '../../components/live.ts';
import { inProcess } from '../in-process.ts';
import { digestOf, newFolder } from '../izoologic/vendor.ts';
import { Events, live, spread, type Kill, type Work } from '../kills/harness.ts';
import { Dredger, item } from './dredger.ts';

const NOW = Date.UTC(2026, 0, 1);

const folder = (): string => {
  const cwd = newFolder();
  mkdirSync(join(cwd, 'definitions'));
  cpSync(join(import.meta.dirname, 'packs/dredger.yaml'), join(cwd, 'definitions/dredger.yaml'));
  return cwd;
};

test(
  'a run that is killed at any of its requests and steps loses no record, and the vendor is told of all',
  { timeout: 240_000 },
  async () => {
    const events = new Events();
    let queue = new Dredger();
    const server = await startVendor((asked) => {
      events.tell('request');
      return queue.answer(asked);
    });
    onTestFinished(() => server.close());
    const work: Work = {
      command: 'run',
      flags: { json: true, set: [`host=${server.origin}`] },
      args: ['dredger/items'],
      env: {},
      now: NOW,
    };
    const fill = (): void => {
      queue = new Dredger();
      queue.queue = [item(1), item(2), item(3), item(4, 20)];
    };
    fill();
    const clean = folder();
    const lived = await live(work, clean, events);
    expect(lived).toMatchObject({ killed: false, requests: 5 });
    const requests = Array.from({ length: 5 }, (_, at): Kill => ({ at: 'request', n: at + 1 }));
    for (const kill of [...requests, spread(0, lived), spread(2, lived), spread(3, lived), spread(5, lived)]) {
      fill();
      const cwd = folder();
      await live(work, cwd, events, kill);
      const { command, flags, args } = work;
      const { code, stderr } = await inProcess(command, flags, args, { cwd, now: () => NOW });
      const where = `killed at ${kill.at} ${kill.n}: ${stderr}`;
      expect({ code, digest: digestOf(cwd), left: queue.queue }, where).toEqual({ code: 0, digest: digestOf(clean), left: [] });
    }
  },
);
