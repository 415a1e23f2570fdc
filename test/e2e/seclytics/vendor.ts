/** The mock vendor of the pack over real HTTP, and runs against it as against the real one: with `host` leading to it. */
import type { ObjectView } from '../../../engine/store/views/object-view.ts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import type { MockOptions, MockVendor } from '../../../engine/mock/start-mock.ts';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { openStore, type SqliteStore } from '../../../engine/store/sqlite/open-store.ts';
import { type Ended, feedwright, type Surroundings } from '../../cli/feedwright.ts';
import { openMock } from '../../mock/mock-folder.ts';
import { commandLine, inProcess, type World } from '../in-process.ts';

const fixtures = new URL('../../../fixtures/seclytics/', import.meta.url);

export const FEED = 'seclytics/predictions';
export const DUMP = 'GET /bulk/seen-predictions-dump-a.json.gz';
export const TOKEN = 'mock-access-token';
/** The mock's clock: what `$run.until` is where a test says so. */
export const CLOCK = Date.UTC(2025, 7, 15, 12);

export const startVendor = (options: Omit<MockOptions, 'file'> = {}): Promise<MockVendor> =>
  openMock({ file: fileURLToPath(new URL('mock.yaml', fixtures)), ...options });

export const expectedObjects = (name: string): readonly ObjectView[] =>
  JSON.parse(readFileSync(new URL(`expected/${name}.json`, fixtures), 'utf8')) as ObjectView[];

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty working directory, gone when the test is over. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-e2e-'));
  folders.push(folder);
  return folder;
};

/** The environment that leads a run to the vendor; the token is not on the command line. */
export const leadingTo = (vendor: { readonly origin: URL }, token = TOKEN): Readonly<Record<string, string>> => ({
  FEEDWRIGHT_SECLYTICS_HOST: vendor.origin.origin,
  FEEDWRIGHT_SECLYTICS_ACCESS_TOKEN: token,
});

export type Options = Readonly<Record<string, string | number | boolean>>;

const settings = (options: Options): string[] => Object.entries(options).map(([name, value]) => `${name}=${value}`);

/** One run through the real command, as a child process. */
export const runChild = (
  vendor: { readonly origin: URL },
  options: Options,
  more: readonly string[],
  around: Surroundings,
): Promise<Ended> =>
  feedwright(['run', FEED, ...settings(options).flatMap((one) => ['--set', one]), ...more], {
    ...around,
    env: { ...leadingTo(vendor), ...around.env },
  });

/** The same words in this process. */
export const runWords = (
  vendor: { readonly origin: URL },
  more: readonly string[],
  around: Pick<World, 'cwd' | 'env'>,
): Promise<Ended> => commandLine(['run', FEED, ...more], { ...around, env: { ...leadingTo(vendor), ...around.env } });

/** In this process as well; the row is what `--json` printed. */
export const runHere = async (
  vendor: { readonly origin: URL },
  options: Options,
  flags: object,
  world: World,
): Promise<Ended & { readonly row: RunRow }> => {
  const env = { ...leadingTo(vendor), ...world.env };
  const ended = await inProcess('run', { json: true, set: settings(options), ...flags }, [FEED], { ...world, env });
  return { ...ended, row: (ended.stdout === '' ? undefined : JSON.parse(ended.stdout)) as RunRow };
};

export const storeIn = (cwd: string): string => join(cwd, '.feedwright/store.db');

/** Looks into a store without a change. */
export const inspect = <T>(path: string, look: (store: SqliteStore) => T): T => {
  const store = openStore({ path, readOnly: true });
  try {
    return look(store);
  } finally {
    void store.close();
  }
};

export const digestOf = (path: string): string => inspect(path, (store) => store.digest());

/** As `objects --json` prints them. */
export const objectsIn = (path: string): readonly ObjectView[] =>
  JSON.parse(JSON.stringify(inspect(path, (store) => [...store.objects({})]))) as ObjectView[];

/** Where the next run goes on, in ms; undefined where no run has ended well. */
export const checkpointIn = (path: string, instance = ''): number | undefined =>
  inspect(path, (store) => store.showState({ feed: FEED, instance, partition: '' })?.until);
