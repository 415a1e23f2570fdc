/**
 * What the tests of destinations share: a store that is filled by runs of a made-up feed, in three states, and pushed from.
 *
 *   const far = await startFarSide(asked => …);                   // the tool, after its public documentation (`far-side.ts`)
 *   const harbour = await openHarbour(`kind: webhook, url: …`);   // a folder with `feedwright.yaml` and the destination `far`
 *   await harbour.fill('first');                                  // objects of many types, related to each other
 *   await harbour.push();                                         // { code, stdout, stderr, row }; waits take no time
 *   await harbour.fill('second');                                 // changed, new, withdrawn, revived and expired ones
 *
 * `killPushes` (`kill-pushes.ts`) plays this with pushes that are killed. What the tool holds in the end is compared with what it holds
 * after pushes that lived, and with `harbour.expected()`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import type { StoredOutbound } from '../../../engine/store/contract/outbox.ts';
import type { PushRow } from '../../../engine/api/outputs/push/push.ts';
import type { Ended } from '../../cli/feedwright.ts';
import { inProcess } from '../in-process.ts';
import { smallWorld, type SmallWorld } from '../objects/small-world.ts';

/** Made up. The password is what no destination gets that does not ask for it. */
export const PASSWORD = 'correct-horse-battery-7';

const FEED = `  things:
    title: Harbour
    source: list
    snapshot: { floor: 0, max_share: 1 }
    report:
      thing:
        type: !expr type
        subtype: !expr subtype
        identity: [!expr id]
        value: !expr v
        ref: !expr id
        title: !expr title
        description: !expr description
        status: !expr status
        tlp: !expr tlp
        published_at: !expr published
        happened_at: !expr happened
        expires_at: !expr ends
        tags: !expr tags
        attributes:
          Severity: { value: !expr severity, rule: update }
          Label: !expr labels
          Confidence: { value: !expr confidence, rule: update }
          Password: { value: !expr password, sensitive: true }
      link: { each: !expr links, relate: { from: !expr $record.id, to: !expr to, as: !expr as } }
`;

interface Thing {
  readonly id: string;
  readonly type: string;
  readonly v: string;
  readonly [field: string]: unknown;
}

export const TIMES = {
  first: Date.UTC(2026, 0, 1),
  second: Date.UTC(2026, 1, 1),
  /** Nothing is listed anew, and something has come to its end. */
  third: Date.UTC(2026, 2, 1),
} as const;
export type State = keyof typeof TIMES;

const indicator = (id: string, subtype: string, v: string, more: object = {}): Thing => ({
  id,
  type: 'indicator',
  subtype,
  v,
  published: '2025-12-24T18:00:00Z',
  tags: ['harbour', subtype.toLowerCase()],
  ...more,
});

/** `n` counts the states, from 1: what changes with it. */
const things = (n: 1 | 2): readonly Thing[] => [
  indicator('ip', 'IP Address', '198.51.100.3', {
    tlp: 'amber',
    severity: `Level ${n}`,
    labels: ['scanner', `seen ${n}`],
    links: [{ to: 'sha1' }],
  }),
  indicator('ip6', 'IPv6 Address', '2001:db8::5', { tlp: 'green', ends: '2026-02-15T00:00:00Z' }),
  indicator('net', 'CIDR Block', '198.51.100.0/24'),
  indicator('domain', 'FQDN', 'login.example', {
    tlp: 'white',
    confidence: n === 1 ? '20' : '90',
    severity: 'High',
    links: [{ to: 'ip', as: 'resolves to' }, { to: 'malware' }],
  }),
  indicator('url', 'URL', 'https://login.example:8443/a%20b/?q=1&x=%22#top', { links: [{ to: 'domain', as: 'hosted on' }] }),
  indicator('mail', 'Email Address', 'harbour.master@login.example'),
  indicator('md5', 'MD5', 'd41d8cd98f00b204e9800998ecf8427e', {
    labels: ['a "quoted" label', 'two\nlines', '=cmd()', 'ünïcode 🙂'],
  }),
  indicator('sha1', 'SHA-1', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'),
  indicator('sha256', 'SHA-256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', {
    links: [{ to: 'malware' }],
  }),
  indicator('file', 'Filename', 'invoice "final".exe'),
  indicator('asn', 'ASN', '64496'),
  indicator('key', 'Registry Key', 'HKEY_LOCAL_MACHINE\\Software\\Harbour'),
  indicator('mutex', 'Mutex', 'Global\\harbour'),
  indicator('user', 'Username', 'h.master', { password: PASSWORD, tlp: 'red' }),
  { id: 'malware', type: 'malware', v: 'Bilgewater', description: 'A made-up family.', severity: `Level ${n}` },
  { id: 'adversary', type: 'adversary', v: 'Foggy Mooring', links: [{ to: 'malware', as: 'uses' }], description: `Seen ${n}` },
  { id: 'report', type: 'report', v: 'Harbour report', title: 'What goes on in the harbour', links: [{ to: 'adversary' }] },
  { id: 'event', type: 'event', v: 'Port closed', happened: '2025-12-30T11:12:13Z', links: [{ to: 'ip' }] },
  { id: 'incident', type: 'incident', v: 'CASE-1', title: 'A case', happened: '2025-12-31T00:00:00Z', links: [{ to: 'url' }] },
  { id: 'cve', type: 'vulnerability', v: 'CVE-2024-0001', severity: 'Critical' },
  { id: 'identity', type: 'identity', v: 'Harbour Office' },
  { id: 'note', type: 'note', v: 'note-1', title: 'A note', description: 'Line one\nline two', links: [{ to: 'incident' }] },
];

/** These come with the second state, the second one in the place of what is gone. */
const LATER: readonly Thing[] = [
  indicator('ip-new', 'IP Address', '203.0.113.9', { links: [{ to: 'malware' }], severity: 'Low' }),
  { id: 'tool', type: 'tool', v: 'Hawser', links: [{ to: 'malware', as: 'drops' }] },
];
const GONE: ReadonlySet<string> = new Set(['sha1', 'file', 'cve', 'event']);

const listed: Readonly<Record<State, readonly Thing[]>> = {
  first: things(1),
  second: [...things(2).filter(({ id }) => !GONE.has(id)), ...LATER],
  third: [...things(2).filter(({ id }) => !GONE.has(id) || id === 'sha1'), ...LATER],
};

export interface Pushed extends Ended {
  readonly row: PushRow;
}

export interface Harbour {
  readonly cwd: string;
  /** Lets the vendor list what it has in this state, and runs the feed then. */
  fill(state: State): Promise<void>;
  /** At the time of the state that was filled last. */
  push(flags?: object): Promise<Pushed>;
  command(name: 'destinations' | 'push', flags: object, args?: readonly string[]): Promise<Ended>;
  /** What the store has for destinations, by the vendor's id, as of the last state. */
  expected(): ReadonlyMap<string, StoredOutbound>;
  /** The same with a folder's copy. */
  in(cwd: string, state?: State): Harbour;
}

/** `destination`: the members of the destination \`far\`, as YAML in one line. */
export const openHarbour = async (destination: string): Promise<Harbour> => {
  const world = await smallWorld(FEED);
  onTestFinished(() => world.vendor.close());
  writeFileSync(join(world.cwd, 'feedwright.yaml'), `destinations:\n  far: { ${destination} }\n`);
  return harbourIn(world, 'first');
};

const harbourIn = (world: SmallWorld, begin: State): Harbour => {
  let now: number = TIMES[begin];
  const command: Harbour['command'] = (name, flags, args = []) =>
    inProcess(name, flags, args, { cwd: world.cwd, now: () => now, hurries: true });
  return {
    cwd: world.cwd,
    async fill(state) {
      now = TIMES[state];
      const row = await world.run('things', listed[state], now);
      if (row['status'] !== 'succeeded') throw new Error(JSON.stringify(row));
    },
    async push(flags = {}) {
      const ended = await command('push', { json: true, ...flags }, ['far']);
      if (ended.stdout === '') throw new Error(ended.stderr);
      return { ...ended, row: JSON.parse(ended.stdout) as PushRow };
    },
    command,
    expected() {
      const store = openStore({ path: join(world.cwd, '.feedwright/store.db'), readOnly: true });
      try {
        return new Map([...store.outbox.all(now)].map((object) => [idOf(object), object]));
      } finally {
        void store.close();
      }
    },
    in: (cwd, state) => harbourIn(world.in(cwd), state ?? begin),
  };
};

/** The vendor's, which is what the identity is made of. */
export const idOf = ({ key }: { readonly key: string }): string => (JSON.parse(key) as readonly string[])[0] ?? key;

/** The destination's line of the configuration is another from here on. */
export const redirect = ({ cwd }: Pick<Harbour, 'cwd'>, from: string, to: string): void => {
  const file = join(cwd, 'feedwright.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
};
