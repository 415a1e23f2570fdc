import { existsSync } from 'node:fs';
import { iso } from '../../../language/basics/instant.ts';
import { formatPlace } from '../../../language/basics/place.ts';
import { EngineError, UsageError } from '../../../language/basics/errors.ts';
import type { OpenedStore } from '../../../store/contract/opened-store.ts';
import type { AskedStore } from '../../asked.ts';
import { openChosen } from '../../store/store-choice.ts';
import { bindTables } from '../../packs/bind-tables.ts';
import type { World } from '../../world.ts';
import { isFile, isFolder, readDestination, type Destination, type FileWay } from '../destination/destination.ts';
import { WholeExport } from '../files/whole-export.ts';
import { pushChanges } from './push-changes.ts';
import { PushCounts, type PushedRow } from './push-counts.ts';
import { pushToFolder } from './push-to-folder.ts';
import { pushToTool } from './push-to-tool.ts';
import type { Pushing } from './pushing.ts';
import { ReplacedFile } from '../files/replaced-file.ts';

export interface AskedPush extends AskedStore {
  /** Everything is sent again, from the first change on. */
  readonly all?: boolean | undefined;
  /** What the far side has refused is sent again, and nothing else. */
  readonly refused?: boolean | undefined;
}

/** What a push did. */
export interface PushRow extends PushedRow {
  readonly destination: string;
  readonly kind: string;
  readonly status: 'succeeded' | 'failed' | 'interrupted';
  readonly error?: PushFailure;
}

export interface PushFailure {
  readonly code: string;
  readonly message: string;
  /** `file:line:column` of the configuration. */
  readonly place?: string;
  readonly hint?: string;
}

/** The far side wants nothing more, for good: the code under which that is kept. */
export const STOPPED = 'output.stopped';

/** Sends a destination what it does not have yet. What fails on the way is a row as well; a mistake of whoever asked is thrown. */
export const pushTo = async (
  world: World,
  asked: AskedPush,
  name: string,
  onProgress: Pushing['onProgress'] = () => undefined,
): Promise<PushRow> => {
  const { store, config } = await openChosen(world, asked, 'write');
  try {
    const destination = await readDestination(world, config, name);
    mustFitStore(store, destination, asked);
    const unlock = await store.outbox.lock(name, world.now());
    try {
      return await pushLocked(
        { world, store, destination, table: bindTables(world, asked, config), done: new PushCounts(), onProgress },
        asked,
      );
    } finally {
      await unlock();
    }
  } finally {
    await store.close();
  }
};

/** Made-up objects must not get into a real tool by a slip. */
const mustFitStore = (store: OpenedStore, { name, place }: Destination, { mock }: AskedPush): void => {
  if (store.isMock === undefined || store.isMock === (mock === true)) return;
  throw new UsageError(
    'usage.mock-store',
    store.isMock
      ? `The store holds made-up objects of a mock, and "${name}" is where real ones go.`
      : `--mock pushes a mock's made-up objects, and the store holds real ones.`,
    {
      place,
      hint: store.isMock ? 'Give --mock if that is what you want, or name another store with --store.' : 'Leave --mock out.',
    },
  );
};

const pushLocked = async (pushing: Pushing, asked: AskedPush): Promise<PushRow> => {
  const { world, store, destination, done } = pushing;
  const { outbox } = store;
  const { name, kind, fingerprint } = destination;
  const known = await outbox.begin(name, fingerprint, world.now());
  if (known.failure?.code === STOPPED && asked.all !== true) throw stopped(pushing, known.failure);
  if (asked.all === true) await outbox.rewind(name, fingerprint);
  else if (known.fingerprint !== fingerprint)
    world.warn(`the rules of "${name}" have changed since it was begun: they hold from here on, with --all for everything`);
  try {
    await pushed(pushing, asked);
    return { destination: name, kind, status: 'succeeded', ...done.row() };
  } catch (error) {
    if (!(error instanceof EngineError) || error instanceof UsageError) throw error;
    const isInterrupted = world.signal.aborted;
    const failure = { code: error.code, message: world.redact(error.message) };
    const place = error.place ?? destination.place;
    if (!isInterrupted) await outbox.failed(name, failure, world.now());
    return {
      destination: name,
      kind,
      status: isInterrupted ? 'interrupted' : 'failed',
      ...done.row(),
      error: {
        ...failure,
        ...(place === undefined ? {} : { place: formatPlace(place) }),
        ...(error.hint === undefined ? {} : { hint: world.redact(error.hint) }),
      },
    };
  }
};

const stopped = ({ destination: { name, place } }: Pushing, { at, message }: { readonly at: number; readonly message: string }) =>
  new UsageError(STOPPED, `"${name}" wants nothing more since ${iso(at)}: ${message}`, {
    place,
    hint: `Take it out of the configuration; where that was a mistake of the far side, begin anew with --all.`,
  });

const pushed = (pushing: Pushing, asked: AskedPush): Promise<void> => {
  const { way } = pushing.destination;
  if (isFolder(way)) return pushToFolder(pushing, way, asked.refused === true);
  if (!isFile(way)) return pushToTool(pushing, way, asked.refused === true);
  if (asked.refused === true)
    throw new UsageError('usage.refused', 'A file refuses nothing that could be sent again.', {
      place: pushing.destination.place,
      hint: 'Leave --refused out, or write everything again with --all.',
    });
  return way.mode === 'whole' ? pushWhole(pushing, way, asked.all === true) : pushChanges(pushing, way);
};

/** Replaces the file, where something has changed. */
const pushWhole = async ({ world, store, destination, table, done }: Pushing, way: FileWay, again: boolean): Promise<void> => {
  const { outbox } = store;
  const { options, holdBack, name } = destination;
  const position = await outbox.newest(world.now());
  if (!again && existsSync(way.path) && (await outbox.next(name, 1, world.now())).items.length === 0) return;
  const whole = new WholeExport(world, outbox, { sink: way.sink, options, holdBack, name, table, takenBack: true });
  const file = new ReplacedFile(way.path, name);
  await whole.writeTo(file, way.keep);
  await outbox.confirm(name, position, [], world.now());
  done.take(whole.row(file.path));
};
