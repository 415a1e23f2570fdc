import { type EngineError, UsageError } from '../../language/basics/errors.ts';
import { isAtLeast, LEVELS, type Level } from '../../proof/diff/changes/change-kinds.ts';
import { diffDefinitions } from '../../proof/diff/diff.ts';
import type { AskedDiff, Diff } from '../../proof/diff/diff-model.ts';
import { asJson, asMarkdown } from '../../proof/diff/reports.ts';
import { diffLines } from '../display/diff-lines.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { diagnosticLines, failureLines, shownPath, shownPlace } from '../shell/failure.ts';
import { jsonFlag, mustBeOne, placeFlags, type JsonFlag } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

type FailOn = Level | 'none';

interface DiffFlags extends JsonFlag, AskedDiff {
  readonly markdown?: boolean;
  readonly failOn?: FailOn;
}

const diff = async (io: Io, flags: DiffFlags, old: string, latest: string | undefined): Promise<number> => {
  mustBeOne({ '--json': flags.json, '--markdown': flags.markdown });
  const found = await diffDefinitions(io, flags, old, latest);
  if (io.signal.aborted) return EXIT.interrupted;
  const shown = (path: string): string => shownPath(io, path);
  if (flags.json === true) io.print(JSON.stringify(asJson(found, shown)));
  else if (flags.markdown === true) io.print(asMarkdown(found));
  else for (const line of diffLines(io, found)) io.print(line);
  for (const error of found.failures) tellFailure(io, error);
  return conclude(found, flags.failOn ?? 'error');
};

/** A comparison that could not be made: with its findings, where it has some. */
const tellFailure = (io: Io, error: EngineError): void => {
  const { code, message, place, hint } = error;
  const findings = error instanceof UsageError ? error.diagnostics : [];
  for (const one of findings) io.note(diagnosticLines(io, one));
  const at = place === undefined || findings.length > 0 ? undefined : shownPlace(io, place);
  io.note(failureLines(io, { code, message, hint, place: at }));
};

/** What could not be compared is not without a change. */
const conclude = ({ failures, changes }: Diff, failOn: FailOn): number => {
  if (failures.length > 0) return EXIT.usage;
  return failOn !== 'none' && changes.some(({ level }) => isAtLeast(level, failOn)) ? EXIT.failed : EXIT.fine;
};

const levelFlag = (text: string): FailOn => {
  const known = [...LEVELS, 'none' as const].find((one) => one === text);
  if (known !== undefined) return known;
  throw new UsageError('usage.level', `--fail-on takes error, warning, info or none, not "${harmless(text.slice(0, 64))}".`, {
    hint: 'Write --fail-on warning, for example.',
  });
};

export const command = defineCommand<DiffFlags, [string, string | undefined]>({
  description:
    'Says what a change of definitions does: the cases of the packs are played on both versions, each over a mock vendor on loopback, and what was requested and what is in the store are compared. Each version is a file, a folder, or a revision of git, of which the same path is taken as of the other version, or the one behind a colon.',
  args: [
    { name: '<old>', help: 'a definition, a folder of definitions, or a revision of git: v1.0, HEAD~1, HEAD:PATH' },
    { name: '[new]', help: 'the same for the new version (default: all definitions as they are)' },
  ],
  flags: [
    { flags: '--pack <name>', help: 'only this pack', repeat: true },
    {
      flags: '--fixtures <folder>',
      help: "where the packs' mocks and cases lie (default: the folder `fixtures` beside the definitions)",
    },
    {
      flags: '--fail-on <level>',
      help: 'end with 1 where a change is of this level or above: error (the default), warning, info, none',
      parse: levelFlag,
    },
    { flags: '--markdown', help: 'print tables for a review' },
    jsonFlag,
    ...placeFlags,
  ],
  examples: [
    'feedwright diff HEAD',
    'feedwright diff HEAD definitions/PACK',
    'feedwright diff old.yaml new.yaml --fail-on warning',
    'feedwright diff v1.0 v2.0 --pack PACK --markdown',
    'feedwright diff v1.0:definitions/old-name.yaml definitions/PACK/PACK.yaml',
  ],
  exits: {
    0: 'no change of that level',
    1: 'a change of that level, or above',
    2: 'a comparison could not be made, or a flag is wrong',
  },
  run: (io, flags, old, latest) => diff(io, flags, old, latest),
});
