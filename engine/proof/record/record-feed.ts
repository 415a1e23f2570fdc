import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { AskedFeed } from '../../api/asked.ts';
import { readAsked } from '../../api/runs/read-asked.ts';
import { fetchFeed } from '../../api/runs/run-feed.ts';
import type { RunningVendor } from '../../api/runs/running-vendor.ts';
import { shownPath } from '../../api/wording/shown-path.ts';
import type { World } from '../../api/world.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { UserField } from '../../language/model.ts';
import { startMock } from '../../mock/start-mock.ts';
import type { RunRow } from '../../run/context/run-row.ts';
import type { RunEvent } from '../../run/context/services.ts';
import { openStore } from '../../store/sqlite/open-store.ts';
import { type ShownObject, shownObjects } from '../lab/shown-object.ts';
import { isEqual } from '../expect/difference.ts';
import { sensitivePaths } from './fields/field-values.ts';
import { namedSecrets, optionSecrets } from './secrets/named-secrets.ts';
import { type Recorded, saveRecording } from './save-recording.ts';
import { plainExchange } from './plain-exchange.ts';
import { RecordingClock } from './recording-clock.ts';
import { scrubExchanges, warnOfIdle } from './scrub-recording.ts';
import { Tape } from './tape.ts';

export interface AskedRecording extends AskedFeed {
  readonly since?: string | undefined;
  readonly limit?: number | undefined;
  /** Where `cassettes/` and `cases/` are; by default the pack's fixtures. */
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  /** Paths of what is replaced by pseudonyms, beside what the definition calls sensitive. */
  readonly scrub?: readonly string[] | undefined;
  /** Overwrites a recording of that name. */
  readonly force?: boolean | undefined;
}

type Meant = Awaited<ReturnType<typeof readAsked>>;

/** Runs a feed into a store that is thrown away, and makes a cassette and a case of what it exchanged with its vendor. */
export const recordFeed = async (
  world: World,
  asked: AskedRecording,
  text: string,
  report: (event: RunEvent) => void,
): Promise<Recorded> => {
  const meant = await readAsked(world, asked, text);
  const { target, options } = meant;
  const places = placesOf(world, asked, meant);
  const own = optionSecrets(target.feed.userFields, options.values);
  const tape = new Tape();
  const { row, objects, clock, since } = await runOnTape(world, { asked, text, report, meant, tape });
  if (row.status === 'interrupted') throw new EngineError('record.interrupted', 'Nothing was written: the run was interrupted.');
  const secrets = namedSecrets(own, tape.learned, tape.exchanges);
  const paths = [...new Set([...sensitivePaths(target.feed), ...(asked.scrub ?? [])])];
  const plain = tape.exchanges.map((one) => plainExchange(one, secrets));
  warnOfIdle(world, plain, asked.scrub ?? []);
  const scrubbed = scrubExchanges(plain, secrets, paths);
  const isPseudonymous = scrubbed.values > 0;
  const given = givenOptions(target.feed.userFields, options.values);
  return saveRecording(world, {
    ...places,
    feed: target.name,
    root: target.root,
    recorded: world.now(),
    clock,
    since,
    limit: asked.limit,
    options: JSON.parse(scrubbed.scrub(JSON.stringify(given))) as Readonly<Record<string, unknown>>,
    secrets,
    scrubbed,
    row,
    overlaps: tape.overlaps,
    // What was made of a value could still be told by: what is expected comes of the pseudonyms instead.
    objects: isPseudonymous ? undefined : (JSON.parse(scrubbed.scrub(JSON.stringify(objects))) as readonly ShownObject[]),
  });
};

/** Where the cassette and the case go. Throws UsageError for what is there already. */
const placesOf = (
  world: World,
  asked: AskedRecording,
  { target }: Meant,
): { readonly folder: string; readonly caseFile: string; readonly name: string } => {
  const name = asked.name ?? `${target.feed.name}-recorded`;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name))
    throw new UsageError('record.name', 'The name of a recording has letters, digits, "-" and "_" alone.', {
      hint: 'Write --name first-page, for example.',
    });
  const out = asked.out === undefined ? join(dirname(target.root), 'fixtures', target.pack.name) : resolve(world.cwd, asked.out);
  const folder = join(out, 'cassettes', name);
  const caseFile = join(out, 'cases', `${name}.yaml`);
  const there = [folder, caseFile].find((path) => existsSync(path));
  if (there !== undefined && asked.force !== true)
    throw new UsageError('record.exists', `${shownPath(world, there)} is there already.`, {
      hint: 'Give another name with --name, or overwrite it with --force.',
    });
  if (existsSync(caseFile) && !/^cassette:/m.test(readFileSync(caseFile, 'utf8')))
    throw new UsageError('record.exists', `${shownPath(world, caseFile)} is a case that plays no recording.`, {
      hint: 'Give another name with --name.',
    });
  return { folder, caseFile, name };
};

interface Taping {
  readonly asked: AskedRecording;
  readonly text: string;
  readonly report: (event: RunEvent) => void;
  readonly meant: Meant;
  readonly tape: Tape;
}

interface Taped {
  readonly row: RunRow;
  readonly objects: readonly ShownObject[];
  /** ms since epoch. */
  readonly clock: number;
  readonly since: number | undefined;
}

const runOnTape = async (world: World, { asked, text, report, meant, tape }: Taping): Promise<Taped> => {
  const { now: start, since } = meant.range;
  const clock = new RecordingClock(start);
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-record-'));
  const path = join(folder, 'store.db');
  const mock = meant.mock === undefined ? undefined : await startMock({ file: meant.mock, clock: clock.now });
  const vendor: RunningVendor | undefined =
    mock === undefined ? undefined : { origin: mock.origin, definition: { ...mock.definition, clock: start }, clock: clock.now };
  try {
    const place = { store: `sqlite:${path}`, set: asked.set, values: asked.values, instance: asked.instance, vendor };
    const where = { definitions: asked.definitions, config: asked.config, mock: asked.mock };
    const range = { since: asked.since, limit: asked.limit, clip: true, tellsStart: false };
    const taping = { ...world, now: clock.now, sleep: clock.sleep };
    const row = await fetchFeed(taping, { ...where, ...place, ...range, tap: tape }, text, report);
    return { row, objects: objectsIn(path, clock.now()), clock: start, since };
  } finally {
    await mock?.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const objectsIn = (path: string, now: number): readonly ShownObject[] => {
  if (!existsSync(path)) return [];
  const store = openStore({ path, readOnly: true });
  try {
    return shownObjects(store.objects({ now }));
  } finally {
    void store.close();
  }
};

/** Options that are no secret and not what the definition says anyway. */
const givenOptions = (
  fields: readonly UserField[],
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    fields
      .filter(
        ({ name, type, default: usual }) => type !== 'secret' && values[name] !== undefined && !isEqual(values[name], usual),
      )
      .map(({ name }) => [name, values[name]]),
  );
