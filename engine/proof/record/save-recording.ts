import { join, relative } from 'node:path';
import type { World } from '../../api/world.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { NamedSecret } from '../../mock/cassette/mask-request.ts';
import type { RunRow } from '../../run/context/run-row.ts';
import { readCase } from '../case/read-case.ts';
import type { ShownObject } from '../lab/shown-object.ts';
import { type CaseResult, runCase } from '../testing/run-case.ts';
import { cassetteFiles, type Files } from './cassette-files.ts';
import { objectsText, OBJECTS_FILE, recordedCase, type RecordedRun } from './recorded-case.ts';
import { mustHoldNoSecret, type Scrubbed } from './scrub-recording.ts';
import { PendingFolder, writeWhole } from './write-folder.ts';

export interface Recording {
  /** Of the cassette. */
  readonly folder: string;
  readonly caseFile: string;
  readonly name: string;
  readonly feed: string;
  /** The folder of definitions. */
  readonly root: string;
  /** ms since epoch, as are the next two. */
  readonly recorded: number;
  readonly clock: number;
  readonly since: number | undefined;
  readonly limit: number | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly secrets: readonly NamedSecret[];
  readonly scrubbed: Scrubbed;
  readonly row: RunRow;
  readonly overlaps: boolean;
  /** Undefined: they come of playing it. */
  readonly objects: readonly ShownObject[] | undefined;
}

export interface Recorded {
  readonly folder: string;
  readonly caseFile: string;
  readonly exchanges: number;
  /** Places where a secret stood in an answer. */
  readonly secrets: number;
  /** Values that pseudonyms stand for. */
  readonly pseudonyms: number;
  readonly row: RunRow;
  /** What came of playing it. */
  readonly played: CaseResult;
}

const DRAFT = 'case.yaml';

/** Checks that no secret is in it, writes the cassette and its case, and plays that. */
export const saveRecording = async (world: World, recording: Recording): Promise<Recorded> => {
  const { folder, caseFile, scrubbed, row, secrets } = recording;
  const { exchanges } = scrubbed;
  const names = [...new Set(secrets.map(({ name }) => name))];
  const files = cassetteFiles({ ...recording, secrets: names, exchanges });
  const run = { ...recording, exchanges, cassette: relative(join(caseFile, '..'), folder).replaceAll('\\', '/') };
  const draft = recordedCase({ ...run, cassette: '.', objects: undefined });
  mustHoldNoSecret(new Map([...files, [DRAFT, Buffer.from(draft)]]), secrets);
  const pending = new PendingFolder(folder, files);
  try {
    const objects = recording.objects ?? (await playedObjects(world, recording, pending, draft));
    const text = settle(run, pending, objects, secrets);
    writeWhole(caseFile, text);
  } catch (error) {
    pending.discard();
    throw error;
  }
  const played = await play(world, recording, caseFile);
  const counts = { exchanges: exchanges.length, secrets: scrubbed.secrets(), pseudonyms: scrubbed.values };
  return { folder, caseFile, ...counts, row, played };
};

/** The text of the case, when the cassette stands where it belongs. */
const settle = (
  run: RecordedRun,
  pending: PendingFolder,
  objects: readonly ShownObject[],
  secrets: readonly NamedSecret[],
): string => {
  const text = recordedCase({ ...run, objects });
  const last: Files = new Map([
    [OBJECTS_FILE, Buffer.from(objectsText(objects))],
    [DRAFT, Buffer.from(text)],
  ]);
  mustHoldNoSecret(last, secrets);
  if (objects.length > 0) pending.write(OBJECTS_FILE, Buffer.from(objectsText(objects)));
  pending.settle();
  return text;
};

const play = (world: World, { root }: Recording, file: string): Promise<CaseResult> =>
  runCase(readCase(file), { world, places: { definitions: root } });

/** What the feed makes of the pseudonyms. */
const playedObjects = async (
  world: World,
  recording: Recording,
  pending: PendingFolder,
  draft: string,
): Promise<readonly ShownObject[]> => {
  pending.write(DRAFT, Buffer.from(draft));
  const { outcomes, error } = await play(world, recording, join(pending.path, DRAFT));
  pending.remove(DRAFT);
  const [outcome] = outcomes;
  if (outcome !== undefined) return outcome.objects;
  throw new EngineError('record.unplayable', `The recording cannot be played: ${error?.message ?? 'no step was run'}`, {
    place: error?.place,
    hint: error?.hint,
  });
};
