/** The mock vendors of the two packs over real HTTP, and commands against them as against the real one: with `host` leading there. */
import type { ObjectView } from '../../../engine/store/views/object-view.ts';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { readMock } from '../../../engine/mock/definition/read-mock.ts';
import type { MockOptions, MockVendor } from '../../../engine/mock/start-mock.ts';
import type { ActRow } from '../../../engine/run/action/act-contract.ts';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { openStore, type SqliteStore } from '../../../engine/store/sqlite/open-store.ts';
import type { Ended } from '../../cli/feedwright.ts';
import { openMock } from '../../mock/mock-folder.ts';
import { inProcess, type World } from '../in-process.ts';

export const INCIDENTS = 'izoologic-sync-cases/incident-case-sync';
export const DLR = 'izoologic-sync-cases/dlr-case-sync';
/** Where the mock's clock stands. */
export const CLOCK = Date.UTC(2025, 7, 15, 12);
export const KEYS = { api_key: 'mock-api-key', secret_key: 'mock-secret-key' };

const mockOf = (pack: string): string => fileURLToPath(new URL(`../../../fixtures/${pack}/mock.yaml`, import.meta.url));

type Fields = Readonly<Record<string, unknown>>;

/** What the vendor has of its cases, to be changed between two runs. */
export interface VendorData {
  readonly cases: Fields[];
  readonly details: Record<string, Record<string, unknown>>;
  readonly communications: Fields[];
  readonly dlr_cases: Fields[];
  readonly dlr_details: Record<string, Record<string, unknown>>;
}

/** The vendor of the two feeds; `change` alters its data beforehand. */
export const startCases = (options: Omit<MockOptions, 'file'> = {}, change?: (data: VendorData) => void): Promise<MockVendor> => {
  const definition = readMock(mockOf('izoologic-sync-cases'));
  const made = structuredClone(definition.data['made_up']) as unknown as VendorData;
  change?.(made);
  return openMock({ file: { ...definition, data: { ...definition.data, made_up: made } } as typeof definition, ...options });
};

/** The vendor of the four actions. */
export const startActions = (options: Omit<MockOptions, 'file'> = {}): Promise<MockVendor> =>
  openMock({ file: mockOf('izoologic-operation'), ...options });

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

/** A copy of the definitions in which some text is another; throws where it is not there. */
export const definitionsWith = (file: string, ...changes: readonly (readonly [from: string, to: string])[]): string => {
  const folder = newFolder();
  cpSync(fileURLToPath(new URL('../../../definitions/izoologic', import.meta.url)), join(folder, 'izoologic'), {
    recursive: true,
  });
  let text = readFileSync(join(folder, 'izoologic', file), 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(join(folder, 'izoologic', file), text);
  return folder;
};

/** The environment that leads a command to the vendor; the keys are not on the command line. */
export const leadingTo = (
  { origin }: Pick<MockVendor, 'origin'>,
  keys: Partial<typeof KEYS> = {},
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['IZOOLOGIC_SYNC_CASES', 'IZOOLOGIC_OPERATION'].flatMap((pack) =>
      Object.entries({ ...KEYS, ...keys, host: origin.origin }).map(([name, value]) => [
        `FEEDWRIGHT_${pack}_${name.toUpperCase()}`,
        value,
      ]),
    ),
  );

export type Options = Readonly<Record<string, string | number | boolean>>;

export const settings = (options: Options): string[] => Object.entries(options).map(([name, value]) => `${name}=${value}`);

/** A run in this process at the mock's clock; the row is what `--json` printed. */
export const runHere = async (
  vendor: Pick<MockVendor, 'origin'>,
  feed: string,
  options: Options,
  flags: object,
  world: World,
): Promise<Ended & { readonly row: RunRow }> => {
  const env = { ...leadingTo(vendor), ...world.env };
  const ended = await inProcess('run', { json: true, set: settings(options), ...flags }, [feed], {
    now: () => CLOCK,
    ...world,
    env,
  });
  return { ...ended, row: (ended.stdout === '' ? undefined : JSON.parse(ended.stdout)) as RunRow };
};

/** An action in this process, confirmed beforehand; the rows are what `--json` printed. */
export const actHere = async (
  vendor: Pick<MockVendor, 'origin'>,
  action: string,
  options: Options,
  flags: object,
  world: World,
): Promise<Ended & { readonly rows: readonly ActRow[] }> => {
  const env = { ...leadingTo(vendor), ...world.env };
  const ended = await inProcess(
    'act',
    { json: true, yes: true, set: settings(options), ...flags },
    [`izoologic-operation/${action}`],
    { ...world, env },
  );
  return { ...ended, rows: (ended.stdout === '' ? [] : JSON.parse(ended.stdout)) as ActRow[] };
};

export const storeIn = (cwd: string): string => join(cwd, '.feedwright/store.db');

/** Looks into a store without a change. */
export const inspect = <T>(cwd: string, look: (store: SqliteStore) => T): T => {
  const store = openStore({ path: storeIn(cwd), readOnly: true });
  try {
    return look(store);
  } finally {
    void store.close();
  }
};

export const digestOf = (cwd: string): string => inspect(cwd, (store) => store.digest());

/** As `objects --json` prints them. */
export const objectsIn = (cwd: string): readonly ObjectView[] =>
  JSON.parse(JSON.stringify(inspect(cwd, (store) => [...store.objects({})]))) as ObjectView[];

export const objectIn = (cwd: string, type: string, value: string): ObjectView => {
  const found = objectsIn(cwd).filter((object) => object.type === type && object.value === value);
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new Error(`${found.length} objects ${type}:${value}`);
};

/** Values of an attribute. */
export const valuesOf = ({ attributes }: ObjectView, name: string): readonly string[] =>
  attributes.filter((one) => one.name === name).map(({ value }) => value);

/** How often the vendor was asked, by the last part of the path. */
export const asked = ({ requests }: MockVendor): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { url } of requests) {
    const name = url.replace(/\?.*/, '').replace(/.*\//, '');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

/** Every byte of every file below a folder, to look for what must not be there. */
export const bytesUnder = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
