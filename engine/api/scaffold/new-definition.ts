import { closeSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { rootOf } from '../../language/find-packs.ts';
import { openForWriting, whyUnwritable } from '../../language/plain-file.ts';
import { makeDraft } from '../../scaffold/make-draft.ts';
import { isStix, readSample, type Sample } from '../../scaffold/sample/read-sample.ts';
import type { SecondPage } from '../../scaffold/paging/by-second-page.ts';
import { shownPath } from '../wording/shown-path.ts';
import type { World } from '../world.ts';
import { fetchSample, type RawSample } from './fetch-sample.ts';
import { sampleAccess, type AskedAccess, type SampleAccess } from './sample-access.ts';
import { type Ask, type AskedWish, wishFor } from './wish.ts';

export interface AskedDefinition extends AskedWish, AskedAccess {
  readonly records?: string;
  /** The page after the sample's: a file or an address. */
  readonly nextPage?: string;
  readonly out?: string;
  /** A folder; false: none are written. */
  readonly fixtures?: string | boolean;
  readonly force?: boolean;
}

/** What was made of a sample. */
export interface NewDefinition {
  readonly pack: string;
  readonly feed: string;
  /** How many the sample holds. */
  readonly records: number;
  readonly isStix: boolean;
  /** The member that is the value of the objects, and their type. */
  readonly value: string;
  readonly type: string;
  /** How many remarks say what a person has to decide. */
  readonly decide: number;
  /** Complete paths: the definition first. */
  readonly written: readonly string[];
  readonly hasMock: boolean;
}

interface Places {
  readonly out: string;
  readonly sample: string | undefined;
  readonly mock: string | undefined;
}

/** Where the files go; one that is there already is kept, but under `--force`. */
const placesFor = (world: World, asked: AskedDefinition, pack: string, sampleFile: string): Places => {
  const definitions = resolve(world.cwd, 'definitions');
  const out = resolve(world.cwd, asked.out ?? join('definitions', `${pack}.yaml`));
  const beside = join(dirname(rootOf(out, definitions)), 'fixtures');
  const folder = typeof asked.fixtures === 'string' ? resolve(world.cwd, asked.fixtures) : beside;
  const fixtures = asked.fixtures === false ? undefined : join(folder, pack);
  const places: Places = {
    out,
    sample: fixtures === undefined ? undefined : join(fixtures, sampleFile),
    mock: fixtures === undefined ? undefined : join(fixtures, 'mock.yaml'),
  };
  const taken = Object.values(places).find((file: string | undefined) => file !== undefined && existsSync(file)) as
    string | undefined;
  if (taken !== undefined && asked.force !== true)
    throw new UsageError('usage.exists', `The file ${shownPath(world, taken)} is there already.`, {
      hint: 'Choose another --name or --out, or add --force to overwrite it.',
    });
  return places;
};

const write = (world: World, file: string, content: string | Uint8Array): void => {
  try {
    const fd = openForWriting(file);
    try {
      writeFileSync(fd, content);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new EngineError('usage.unwritable', `The file ${shownPath(world, file)} ${whyUnwritable(error)}.`, {
      hint: 'Give another path with --out and --fixtures.',
      cause: error,
    });
  }
};

/** A name that any system takes as a file beside `mock.yaml`. */
const fileName = (name: string): string => {
  const safe = name
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(-80);
  return safe === '' || /^(mock\.ya?ml|expected)$/i.test(safe) ? 'sample' : safe;
};

/** A packed sample is kept byte for byte: what it repeats of the secrets would be kept as well. */
const refuseSecrets = (raw: RawSample, sample: Sample, { fixtures }: AskedDefinition): void => {
  const isPacked = sample.decode.length > 1;
  const text = isPacked && fixtures !== false ? JSON.stringify([sample.envelope, sample.records]) : '';
  if (!raw.secrets.some((one) => one.length > 5 && text.includes(one))) return;
  throw new EngineError(
    'draft.secret',
    'The packed sample repeats the credentials that it was asked for with, and would keep them.',
    {
      hint: 'Unpack it, take them out and give the file, or add --no-fixtures.',
    },
  );
};

/** Read as the first one is: where its records stand is known. */
const secondPage = async (world: World, source: string, access: SampleAccess, first: Sample): Promise<SecondPage> => {
  const { at } = first;
  const raw = await fetchSample(world, source, access);
  const sample = await readSample(raw.bytes, typeof at === 'string' && at !== '$' ? at : undefined, world.signal);
  const [one, other] = [first, sample].map(({ decode }) => decode.at(-1)?.kind ?? '');
  if (one !== other)
    throw new UsageError('usage.next-page', `The next page, ${source}, reads as ${other}, and the sample as ${one}.`, {
      hint: 'Give the answer to the request for the page after the sample, or leave --next-page out.',
    });
  return { sample, path: raw.origin?.path };
};

/** Makes a definition from a sample, with a mock that serves it. `questions`: calls back with what asks for each thing that is not given. */
export const newDefinition = async (
  world: World,
  asked: AskedDefinition,
  source: string,
  questions: <T>(use: (ask: Ask) => Promise<T>) => Promise<T>,
): Promise<NewDefinition> => {
  const access = sampleAccess(asked, world.cwd);
  const raw = await fetchSample(world, source, access);
  const sample = await readSample(raw.bytes, asked.records, world.signal);
  refuseSecrets(raw, sample, asked);
  const second = asked.nextPage === undefined ? undefined : await secondPage(world, asked.nextPage, access, sample);
  const wish = await questions((ask) => wishFor(asked, raw, sample, access, ask));
  const { pack, feed } = wish.names;
  const file = asked.fixtures === false ? undefined : fileName(raw.name);
  const places = placesFor(world, asked, pack, file ?? '');
  const { definition, mock, draft } = makeDraft(sample, { ...wish, file, second });
  if (places.sample !== undefined) write(world, places.sample, raw.bytes);
  if (places.mock !== undefined) write(world, places.mock, mock);
  write(world, places.out, definition);
  return {
    pack,
    feed,
    records: sample.records.length,
    isStix: isStix(sample),
    value: draft.value.path.join('.'),
    type: draft.type,
    decide: definition.split('\n').filter((line) => /# Decide:/.test(line)).length,
    written: [places.out, places.sample, places.mock].filter((one) => one !== undefined),
    hasMock: file !== undefined,
  };
};
