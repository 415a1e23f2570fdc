import { resolve } from 'node:path';
import { packageVersion } from '../../api/runs/package-version.ts';
import { commandLine } from '../../api/wording/command-line.ts';
import { iso } from '../../api/wording/units.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { readProof } from '../../proof/proof-file/read-proof.ts';
import { ResultFiles } from '../../proof/proof-file/result-files.ts';
import { verifyProof } from '../../proof/proof-file/verify-proof.ts';
import { proveAll, type Proving } from '../../proof/proving/prove-all.ts';
import { failuresOf, hasFailed, type Proved } from '../../proof/proving/proved.ts';
import { asJson } from '../../proof/proving/reports/json.ts';
import { junit } from '../../proof/proving/reports/junit.ts';
import { failingLines, totalLine } from '../display/prove/failure-lines.ts';
import { feedLines, legendLine } from '../display/prove/matrix-lines.ts';
import { createProveProgress } from '../display/prove/progress.ts';
import { remedy, verifiedLines } from '../display/prove/verified.ts';
import { errorLines } from '../display/test-lines.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { jsonFlag, mustBeOne, placeFlags, type JsonFlag, type PlaceFlags, wholeNumber } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface ProveFlags extends JsonFlag, PlaceFlags {
  readonly kills?: number;
  readonly seed?: number;
  readonly only?: readonly string[];
  readonly cells?: number;
  readonly junit?: boolean;
  readonly html?: string;
  readonly out?: string;
  readonly verify?: string;
}

const USUAL = { kills: 200, seed: 1 } as const;

const prove = async (io: Io, flags: ProveFlags, names: readonly string[]): Promise<number> => {
  const { kills = USUAL.kills, seed = USUAL.seed, only = [], cells, definitions, config } = flags;
  const speaks = flags.json !== true && flags.junit !== true;
  const from = io.ticks();
  const files = new ResultFiles(io.cwd, flags);
  const progress = createProveProgress(io);
  try {
    const proving = await proveAll(
      io,
      { names, kills, seed, only, cells, definitions, config },
      {
        onTargets: (targets) => progress.begin(targets.length),
        onTold: progress.told,
        onProved(one) {
          progress.done();
          progress.clear();
          if (speaks) for (const line of provedLines(io, one)) io.print(line);
        },
      },
    );
    progress.clear();
    const total = totalLine(proving, io.ticks() - from);
    say(io, flags, proving, total);
    if (io.signal.aborted) return EXIT.interrupted;
    const isWritten = writeFiles(io, flags, files, proving, total);
    return isWritten && !proving.proved.some(hasFailed) ? EXIT.fine : EXIT.failed;
  } finally {
    progress.clear();
    files.discard();
  }
};

const provedLines = (io: Io, one: Proved): readonly string[] => [
  ...(one.error === undefined || one.cells.length > 0 ? feedLines(io, one) : []),
  ...(one.error === undefined ? [] : errorLines(io, one.error)),
  '',
];

const say = (io: Io, flags: ProveFlags, proving: Proving, total: string): void => {
  const { seed = USUAL.seed } = flags;
  const { proved } = proving;
  if (flags.json === true) return io.print(JSON.stringify(asJson(proving, seed, packageVersion())));
  if (flags.junit === true) return io.print(junit(proved));
  io.print(`${legendLine(io)}   ${io.stdout.style('dim', `seed ${seed}`)}`);
  for (const failing of failuresOf(proved)) {
    const again = commandLine(
      'feedwright',
      'prove',
      failing.target,
      ...placeWords(flags),
      '--seed',
      String(seed),
      '--only',
      failing.of.id,
    );
    for (const line of ['', ...failingLines(io, failing, again)]) io.print(line);
  }
  if (proved.some(hasFailed)) io.print('');
  io.print(proved.some(hasFailed) ? io.stdout.style('red', total) : total);
};

const placeWords = ({ definitions, config }: ProveFlags): readonly string[] => [
  ...[definitions ?? []].flat().flatMap((one) => ['--definitions', one]),
  ...(typeof config === 'string' ? ['--config', config] : []),
];

/** False where a proof was asked for and there is none to be written. */
const writeFiles = (io: Io, flags: ProveFlags, files: ResultFiles, { proved }: Proving, summary: string): boolean => {
  const { seed = USUAL.seed, kills = USUAL.kills, html, out, definitions, config } = flags;
  const parts = { proved, seed, engine: packageVersion(), date: iso(io.now()) };
  if (html !== undefined) {
    files.writePage({ ...parts, summary });
    io.note(`wrote ${harmless(html)}`);
  }
  if (out === undefined) return true;
  const why = files.writeProof({ ...parts, deaths: kills }, { world: io, places: { definitions, config } });
  io.note(harmless(why ?? `wrote ${out}`));
  return why === undefined;
};

const verify = (io: Io, flags: ProveFlags, file: string, names: readonly string[]): number => {
  const { definitions, config } = flags;
  const proof = readProof(resolve(io.cwd, file));
  const mismatches = verifyProof(proof, { world: io, places: { definitions, config } }, packageVersion(), names);
  const parts = { file, proof, mismatches, places: placeWords(flags), usualDeaths: USUAL.kills };
  const holds = mismatches.length === 0;
  if (flags.json === true) {
    const differences = mismatches.map(({ target = null, file: about = null, says }) => ({ target, file: about, says }));
    io.print(
      JSON.stringify({ file, holds, summary: proof.summary, date: proof.date, differences, again: holds ? null : remedy(parts) }),
    );
  } else for (const line of verifiedLines(io, parts)) io.print(line);
  return holds ? EXIT.fine : EXIT.failed;
};

/** What can't be asked for in one call. */
const mustGoTogether = (flags: ProveFlags): void => {
  const { json, junit: isJunit, only, cells, out, html, verify: verified, kills, seed } = flags;
  const given = {
    '--json': json,
    '--junit': isJunit,
    '--only': only,
    '--cells': cells,
    '--out': out,
    '--html': html,
    '--kills': kills,
    '--seed': seed,
  };
  const isGiven = (name: string): boolean => given[name as keyof typeof given] !== undefined;
  const clashes = [
    ['--json', '--junit'],
    ['--only', '--cells'],
    // A proof of what was picked out would prove nothing.
    ['--only', '--out'],
  ];
  const pair =
    verified === undefined
      ? clashes.find((names) => names.every(isGiven))
      : Object.keys(given)
          .filter((name) => name !== '--json' && isGiven(name))
          .map((name) => ['--verify', name])[0];
  mustBeOne(Object.fromEntries((pair ?? []).map((name) => [name, true])));
  if (only?.includes('') === true)
    throw new UsageError('prove.nothing-named', '--only names nothing.', {
      hint: 'Name a cell or kill as it is shown: `--only network/reset/2`, or `--only network` for all that begin so.',
    });
};

export const command = defineCommand<ProveFlags, [readonly string[]]>({
  description:
    'Plays the cases of feeds and actions under trouble of the network, of the data, of the disk and of the process, and lets the process die behind each durable step; then says whether anything was lost, doubled, left hanging or leaked.',
  args: [{ name: '[feed...]', help: 'pack/feed, pack/action or pack; without any, all that have a case' }],
  flags: [
    {
      flags: '--kills <n>',
      help: `times that the process dies for each feed (default: ${USUAL.kills})`,
      parse: wholeNumber('--kills', { least: 0, example: 50 }),
    },
    {
      flags: '--seed <n>',
      help: `decides all that is chosen at random (default: ${USUAL.seed})`,
      parse: wholeNumber('--seed', { least: 0, example: 7 }),
    },
    { flags: '--only <id>', help: 'a cell or kill, such as network/reset/2, or how ids begin: plays these again', repeat: true },
    {
      flags: '--cells <n>',
      help: 'so many cells for each feed, chosen by the seed evenly over the groups',
      parse: wholeNumber('--cells', { example: 30 }),
    },
    { flags: '--junit', help: "print the results as JUnit's XML" },
    { flags: '--html <file>', help: 'write a page with the whole matrix as well' },
    { flags: '--out <file>', help: 'write the proof: what was proved, with which files, and how it came out' },
    {
      flags: '--verify <file>',
      help: 'hold a proof against the definitions, cases and fixtures that lie here instead; nothing is played',
    },
    jsonFlag,
    ...placeFlags,
  ],
  examples: [
    'feedwright prove PACK/FEED',
    'feedwright prove --cells 30 --kills 50 --junit',
    'feedwright prove PACK/FEED --seed 1 --only network/reset/2',
    'feedwright prove PACK/FEED --out proof.json --html proof.html',
    'feedwright prove --verify proof.json',
  ],
  exits: {
    0: 'nothing was lost, doubled, left hanging or leaked; or the proof holds',
    1: 'something was, or a feed could not be proved; or the proof does not hold',
    2: 'a name, a flag or a file is wrong, or there is no case to play',
  },
  async run(io, flags, names) {
    mustGoTogether(flags);
    return flags.verify === undefined ? prove(io, flags, names) : verify(io, flags, flags.verify, names);
  },
});
