import { resolve } from 'node:path';
import type { AskedStore } from '../../api/asked.ts';
import { withStore } from '../../api/store/store-choice.ts';
import { counted } from '../../api/wording/units.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { stateOf, writeGuide, type GuideFile, type GuideState } from '../../guide/files/guide-file.ts';
import { makeGuides, type AskedGuides } from '../../guide/make-guides.ts';
import { writers } from '../../guide/writers.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, mustBeOne, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface GuideFlags extends JsonFlag, PlaceFlags, Pick<AskedStore, 'store'> {
  readonly format?: string;
  readonly out?: string;
  readonly all?: boolean;
  readonly check?: boolean;
}

/** A guide's file, and what was found in its place. */
interface Done {
  readonly pack: string;
  /** As a user would type it. */
  readonly file: string;
  readonly state: GuideState;
}

const made = async (io: Io, flags: GuideFlags, names: readonly string[]): Promise<readonly GuideFile[]> => {
  const { format = 'md', out, store, definitions, config } = flags;
  const asked: AskedGuides = {
    names,
    format,
    definitions,
    config,
    ...(out === undefined ? {} : { folder: resolve(io.cwd, out) }),
  };
  if (store === undefined) return makeGuides(io, asked);
  return withStore(io, { store, definitions, config }, 'read', (opened) => makeGuides(io, { ...asked, store: opened }));
};

const doneWith = (io: Io, file: GuideFile, of: (file: GuideFile) => GuideState): Done => ({
  pack: file.pack,
  file: shownPath(io, file.path),
  state: of(file),
});

const check = (io: Io, { json, out }: GuideFlags, files: readonly GuideFile[]): number => {
  const all = files.map((file) => doneWith(io, file, stateOf));
  const wrong = all.filter(({ state }) => state !== 'current');
  if (json === true) io.print(JSON.stringify({ guides: all }));
  else {
    for (const { pack, file, state } of wrong) {
      const says = state === 'missing' ? 'there is no guide of' : 'is out of date: it is not what follows from';
      io.print(harmless(`${file}: ${says} ${pack}`));
    }
    io.print(
      wrong.length === 0
        ? `${counted(all.length, 'guide')}: up to date`
        : `${counted(all.length, 'guide')}: ${wrong.length} to be written anew, ${out === undefined ? 'with `feedwright guide --all`' : 'by the same call without --check'}`,
    );
  }
  return wrong.length === 0 ? EXIT.fine : EXIT.failed;
};

const write = (io: Io, { json }: GuideFlags, files: readonly GuideFile[]): number => {
  const all = files.map((file) => doneWith(io, file, writeGuide));
  if (json === true) {
    io.print(JSON.stringify({ guides: all }));
    return EXIT.fine;
  }
  for (const { file, state } of all) if (state !== 'current') io.print(`wrote ${harmless(file)}`);
  const same = all.filter(({ state }) => state === 'current').length;
  if (same > 0) io.note(`${counted(same, 'guide')} ${same === 1 ? 'was' : 'were'} up to date`);
  return EXIT.fine;
};

/** What can't be asked for in one call, and what has to be said. */
const mustFit = ({ all, check: checks, store, json, format, out }: GuideFlags, names: readonly string[]): void => {
  mustBeOne({ '--check': checks, '--store': store !== undefined });
  if (all === true && names.length > 0)
    throw new UsageError('usage.together', '--all takes every pack, and a pack is named as well.', {
      hint: 'Leave one of the two out.',
    });
  if (names.length > 1 && all !== true && checks !== true && out === undefined)
    throw new UsageError('usage.guide', 'One guide is printed at a time.', {
      hint: 'Name one pack, or a folder for their files with --out.',
    });
  if (names.length === 0 && all !== true && checks !== true)
    throw new UsageError('usage.guide', 'There is no pack named.', {
      hint: 'Name one of `feedwright list`, or take all of them with --all.',
    });
  const isFile = all === true || checks === true || out !== undefined;
  if (json === true && !isFile && format !== undefined && format !== 'json')
    throw new UsageError('usage.together', `--json and --format ${harmless(format)} can't be asked for together.`, {
      hint: 'Choose one of them.',
    });
};

export const command = defineCommand<GuideFlags, [readonly string[]]>({
  description:
    'Writes the guide of a pack from its definition, samples and cases: what it needs, its options, requests and mapping, what a run brings, what changed. One pack is printed; with --all each is written beside its definition.',
  args: [{ name: '[pack...]', help: 'packs by name, or path/to/file.yaml' }],
  flags: [
    { flags: '--format <name>', help: `how it is written: ${Object.keys(writers).join(', ')} (default: md)` },
    { flags: '--out <folder>', help: 'write PACK.guide.md (or another ending) into this folder' },
    { flags: '--all', help: 'of every pack; without --out beside their definitions' },
    { flags: '--check', help: 'write nothing: fail where a guide that should be there is missing or out of date' },
    { flags: '--store <sqlite:path>', help: 'what a run brings comes from the runs of this store instead of the cases' },
    { ...jsonFlag, help: 'the guide as JSON; of files, what was done with each' },
    ...placeFlags,
  ],
  examples: [
    'feedwright guide PACK',
    'feedwright guide PACK --format json',
    'feedwright guide --all',
    'feedwright guide --check',
    'feedwright guide PACK --store sqlite:./feeds.db --out ./guides',
  ],
  exits: {
    0: 'written, or up to date',
    1: 'with --check: a guide is missing or out of date',
    2: 'there is no such pack, or its definition has mistakes',
  },
  async run(io, flags, names) {
    mustFit(flags, names);
    const { all, check: checks, out, json } = flags;
    const isFile = all === true || checks === true || out !== undefined;
    const files = await made(io, isFile || json !== true ? flags : { ...flags, format: 'json' }, names);
    if (checks === true) return check(io, flags, files);
    if (isFile) return write(io, flags, files);
    for (const { text } of files) io.print(text.trimEnd());
    return EXIT.fine;
  },
});
