import { closeSync, existsSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { makeDraft } from '../../scaffold/make-draft.ts';
import { isStix, readSample } from '../../scaffold/sample/read-sample.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { rootOf } from '../../language/find-packs.ts';
import { openForWriting, whyUnwritable } from '../../language/plain-file.ts';
import { harmless } from '../display/text.ts';
import { count } from '../display/units.ts';
import { withQuestions } from '../scaffold/ask.ts';
import { fetchSample } from '../scaffold/fetch-sample.ts';
import { wishFor, type WishFlags } from '../scaffold/wish.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, type JsonFlag } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface NewFlags extends JsonFlag, WishFlags {
  readonly records?: string;
  readonly out?: string;
  /** A folder; false under `--no-fixtures`. */
  readonly fixtures?: string | boolean;
  readonly force?: boolean;
}

const counted = (number: number, thing: string): string => `${count(number)} ${thing}${number === 1 ? '' : 's'}`;

interface Places {
  readonly out: string;
  readonly sample: string | undefined;
  readonly mock: string | undefined;
}

/** What the feed is run by: its name is known only where definitions are looked for. */
const called = (io: Io, out: string, pack: string, feed: string): string =>
  relative(resolve(io.cwd, 'definitions'), out).startsWith('..') ? `${shownPath(io, out)}#${feed}` : `${pack}/${feed}`;

/** Where the files go; one that is there already is kept, but under `--force`. */
const placesFor = (io: Io, flags: NewFlags, pack: string, sampleFile: string): Places => {
  const definitions = resolve(io.cwd, 'definitions');
  const out = resolve(io.cwd, flags.out ?? join('definitions', `${pack}.yaml`));
  const beside = join(dirname(rootOf(out, definitions)), 'fixtures');
  const folder = typeof flags.fixtures === 'string' ? resolve(io.cwd, flags.fixtures) : beside;
  const fixtures = flags.fixtures === false ? undefined : join(folder, pack);
  const places: Places = {
    out,
    sample: fixtures === undefined ? undefined : join(fixtures, sampleFile),
    mock: fixtures === undefined ? undefined : join(fixtures, 'mock.yaml'),
  };
  const taken = Object.values(places).find((file: string | undefined) => file !== undefined && existsSync(file)) as
    string | undefined;
  if (taken !== undefined && flags.force !== true)
    throw new UsageError('usage.exists', `The file ${shownPath(io, taken)} is there already.`, {
      hint: 'Choose another --name or --out, or add --force to overwrite it.',
    });
  return places;
};

const write = (io: Io, file: string, content: string | Uint8Array): void => {
  try {
    const fd = openForWriting(file);
    try {
      writeFileSync(fd, content);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw new EngineError('usage.unwritable', `The file ${shownPath(io, file)} ${whyUnwritable(error)}.`, {
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

export const command = defineCommand<NewFlags, [string]>({
  description:
    'Makes a definition from a sample of a response, and a mock that serves the sample. On a terminal it asks, with its guesses as defaults; elsewhere it takes them. Remarks that begin with "Decide:" stand where a person has to.',
  args: [{ name: '<sample>', help: 'a file, or an address that begins with https://' }],
  flags: [
    { flags: '--name <name>', help: 'the name of the pack' },
    { flags: '--title <text>', help: 'its title' },
    { flags: '--base-url <address>', help: 'where the vendor is, such as https://api.example.com' },
    { flags: '--path <path>', help: 'the path of the request, with its query' },
    { flags: '--records <path>', help: 'where the records stand in the response: $ or data.items' },
    { flags: '--key <member>', help: 'the member that tells records apart' },
    { flags: '--value <member>', help: 'the member that is the value of the object' },
    { flags: '--type <type>', help: 'the object type, such as indicator or malware' },
    { flags: '--subtype <subtype>', help: 'the kind of indicator, such as "IP Address"' },
    { flags: '--out <file>', help: 'the definition (default: definitions/NAME.yaml)' },
    { flags: '--fixtures <folder>', help: 'where NAME/mock.yaml and the sample go (default: fixtures beside the definitions)' },
    { flags: '--no-fixtures', help: 'write the definition only' },
    { flags: '--force', help: 'overwrite files that are there' },
    jsonFlag,
  ],
  examples: ['feedwright new response.json --name my-feed', 'feedwright new https://vendor.example/list.csv --name my-list'],
  exits: { 0: 'written', 1: 'no definition can be made of the sample', 2: 'a flag is wrong, or a file is there already' },
  async run(io, flags, source) {
    const raw = await fetchSample(io, source);
    const sample = await readSample(raw.bytes, flags.records, io.signal);
    const wish = await withQuestions(io, (ask) => wishFor(flags, raw, sample, ask));
    const { pack, feed } = wish.names;
    const file = flags.fixtures === false ? undefined : fileName(raw.name);
    const places = placesFor(io, flags, pack, file ?? '');
    const { definition, mock, draft } = makeDraft(sample, { ...wish, file });
    if (places.sample !== undefined) write(io, places.sample, raw.bytes);
    if (places.mock !== undefined) write(io, places.mock, mock);
    write(io, places.out, definition);
    const written = [places.out, places.sample, places.mock].flatMap((one) => (one === undefined ? [] : [shownPath(io, one)]));
    const decide = definition.split('\n').filter((line) => /# Decide:/.test(line)).length;
    const value = draft.value.path.join('.');
    if (flags.json === true) {
      io.print(
        JSON.stringify({
          pack,
          feed: `${pack}/${feed}`,
          records: sample.records.length,
          value,
          type: draft.type,
          decide,
          written,
        }),
      );
      return EXIT.fine;
    }
    const becomes = isStix(sample)
      ? 'objects and relations become what STIX says they are'
      : `each becomes an object of type ${draft.type} by its ${harmless(value)}`;
    io.print(`${counted(sample.records.length, 'record')} read; ${becomes}`);
    for (const one of written) io.print(`wrote ${one}`);
    io.print(
      `${counted(decide, 'remark')} ${decide === 1 ? 'says' : 'say'} what you have to decide; try it: feedwright run ${called(io, places.out, pack, feed)}${file === undefined ? '' : ' --mock'}`,
    );
    return EXIT.fine;
  },
});
