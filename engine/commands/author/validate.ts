import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { explainedCodes, explanationOf } from '../../api/explain/registry.ts';
import { annotationsOf } from '../../api/findings/annotations.ts';
import { junitFindings } from '../../api/findings/junit.ts';
import { sarif } from '../../api/findings/sarif.ts';
import { sourceLines } from '../../api/findings/source-lines.ts';
import { validateDefinitions, type Validation } from '../../api/packs/validate.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { nearest } from '../../language/basics/nearest.ts';
import { caseFolders } from '../../proof/case/case-folders.ts';
import { explainLines } from '../display/findings/explain-lines.ts';
import { errorsIn, findingLines, saysMocks, totalLine } from '../display/findings/finding-lines.ts';
import { harmless } from '../display/text.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, mustBeOne, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';
import { isSavedFile, onSave, type Watched } from '../shell/watch.ts';

interface ValidateFlags extends JsonFlag, PlaceFlags {
  readonly sarif?: boolean;
  readonly github?: boolean;
  readonly junit?: boolean;
  readonly pretty?: boolean;
  readonly strict?: boolean;
  readonly watch?: boolean;
  readonly explain?: string;
}

const validate = async (io: Io, flags: ValidateFlags, paths: readonly string[]): Promise<number> => {
  const validation = await validateDefinitions(io, flags, paths);
  say(io, flags, validation);
  const failing = flags.strict === true ? validation.findings.length : errorsIn(validation.findings);
  return failing === 0 ? EXIT.fine : EXIT.usage;
};

const say = (io: Io, flags: ValidateFlags, validation: Validation): void => {
  const isStrict = flags.strict === true;
  const report = { validation, shown: (path: string) => shownPath(io, path), isStrict };
  if (flags.json === true) return io.print(JSON.stringify(asJson(io, validation)));
  if (flags.sarif === true) return io.print(JSON.stringify(sarif(report, sourceLines(io)), null, 2));
  if (flags.junit === true) return io.print(junitFindings(report));
  const lineOf = io.stdout.isTerminal || flags.pretty === true ? sourceLines(io) : undefined;
  if (flags.github === true) for (const line of annotationsOf(report)) io.print(line);
  else for (const one of validation.findings) io.print(findingLines(io, one, lineOf));
  io.print(totalLine(validation, isStrict));
};

const asJson = (io: Io, validation: Validation): object => {
  const { definitions, mocks, tables, findings, ignored } = validation;
  return {
    definitions,
    ...(saysMocks(validation) ? { mocks } : {}),
    ...(definitions === 0 && tables > 0 ? { tables } : {}),
    findings: findings.map(({ code, severity, message, place, hint }) => ({
      code,
      severity,
      message,
      file: shownPath(io, place.file),
      line: place.line,
      column: place.column,
      hint: hint ?? null,
    })),
    ...(ignored.length === 0 ? {} : { ignored: ignored.length }),
  };
};

const explain = (io: Io, code: string): number => {
  const found = explanationOf(code);
  if (found === undefined) {
    const near = nearest(code, explainedCodes);
    throw new UsageError('usage.unknown-code', `There is no finding with the code "${harmless(code.slice(0, 64))}".`, {
      hint: near === undefined ? 'The code stands in brackets behind each finding.' : `Did you mean ${near}?`,
    });
  }
  for (const line of explainLines(code, found, io.stdout)) io.print(line);
  return EXIT.fine;
};

const watch = (io: Io, flags: ValidateFlags, paths: readonly string[]): Promise<number> => {
  const folders = paths.filter((path) => statSync(resolve(io.cwd, path), { throwIfNoEntry: false })?.isDirectory() === true);
  const files = [flags.config === undefined ? 'feedwright.yaml' : String(flags.config), ...paths];
  const look = (): Watched => ({
    folders: [flags.definitions, ...folders].flatMap((definitions) => caseFolders(io, { ...flags, definitions })),
    files: files.map((file) => resolve(io.cwd, file)).filter((file) => existsSync(dirname(file))),
    counts: isSavedFile,
  });
  return onSave(io, look, () => validate(io, flags, paths));
};

/** Each has stdout for itself; the lines may be shown anew with each save. */
const mustBeAlone = (flags: ValidateFlags): void =>
  mustBeOne({
    '--json': flags.json,
    '--sarif': flags.sarif,
    '--github': flags.github,
    '--junit': flags.junit,
    '--pretty': flags.pretty === true && flags.watch !== true,
    '--watch': flags.watch,
    '--explain': flags.explain !== undefined,
  });

export const command = defineCommand<ValidateFlags, [readonly string[]]>({
  description: 'Checks definitions and their mocks: shape, names, expressions, templates, files. Without a path, all of them.',
  args: [{ name: '[path...]', help: 'definitions, mocks or tables of formats, or folders of them' }],
  flags: [
    { flags: '--strict', help: 'let warnings count as errors' },
    { flags: '--pretty', help: 'show the lines that findings are about where the output is no terminal, too' },
    { flags: '--sarif', help: 'print the findings as SARIF 2.1.0, which code scanners read' },
    { flags: '--github', help: "print an annotation of GitHub's workflows for each finding" },
    { flags: '--junit', help: "print the findings as JUnit's XML, a test case for each file" },
    { flags: '--watch', help: 'check them again whenever a definition or a fixture is saved' },
    { flags: '--explain <code>', help: 'say what a finding means, with an example of it and of what to write instead' },
    jsonFlag,
    ...placeFlags,
  ],
  examples: [
    'feedwright validate',
    'feedwright validate definitions/my-pack.yaml',
    'feedwright validate fixtures/my-pack/mock.yaml',
    'feedwright validate --strict --sarif > findings.sarif',
    'feedwright validate --explain expression.unknown-option',
    'feedwright validate --json',
  ],
  exits: {
    0: 'no errors; there may be warnings',
    2: 'a definition or a mock has errors, or with --strict warnings, or there is no definition',
  },
  async run(io, flags, paths) {
    mustBeAlone(flags);
    if (flags.explain !== undefined) return explain(io, flags.explain);
    return flags.watch === true ? watch(io, flags, paths) : validate(io, flags, paths);
  },
});
