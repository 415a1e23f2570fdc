import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import { configFindings } from '../config/check-config.ts';
import { readConfig } from '../config/read-config.ts';
import { type Catalog, type Definition, openCatalog } from '../feed/catalog.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { diagnosticLines, shownPath } from '../shell/failure.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

/** The definitions that the paths name: files, and all packs under folders. A connection or object type is checked with the packs that include it. */
const wanted = (io: Io, paths: readonly string[], flags: PlaceFlags, catalog: Catalog): readonly Definition[] => {
  if (paths.length === 0) {
    if (catalog.definitions.length > 0) return catalog.definitions;
    const [root = io.cwd] = catalog.roots;
    throw new UsageError('usage.no-definitions', `There is no definition under ${shownPath(io, root)}.`, { hint: hintFor(root) });
  }
  return paths.flatMap((path) => {
    const stat = statSync(resolve(io.cwd, path), { throwIfNoEntry: false });
    if (stat === undefined)
      throw new UsageError('usage.no-file', `There is no file or folder ${path}.`, {
        hint: 'Check the path; without one, all definitions are taken.',
      });
    if (!stat.isDirectory()) return [catalog.at(path)];
    const found = openCatalog(io, { ...flags, definitions: path }, readConfig(io.cwd, flags.config)).definitions;
    if (found.length === 0)
      throw new UsageError('usage.no-definitions', `There is no definition under ${path}.`, {
        hint: hintFor(resolve(io.cwd, path)),
      });
    return found;
  });
};

const hintFor = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.ya?ml$/.test(join(folder, name)))
    ? 'A definition starts with "language: 1".'
    : 'Definitions are files that end in .yaml or .yml.';

/** What stands with the same words at the same place in two packs (a shared connection) is said once. */
const unique = (all: readonly Diagnostic[]): readonly Diagnostic[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

export const command = defineCommand<JsonFlag & PlaceFlags, [readonly string[]]>({
  description: 'Checks definitions: shape, names, expressions, templates, files. Without a path, all of them.',
  args: [{ name: '[path...]', help: 'definitions, or folders of them' }],
  flags: [jsonFlag, ...placeFlags],
  examples: ['feedwright validate', 'feedwright validate definitions/my-pack.yaml', 'feedwright validate --json'],
  exits: { 0: 'no errors; there may be warnings', 2: 'a definition has errors' },
  async run(io, flags, paths) {
    const config = readConfig(io.cwd, flags.config);
    const catalog = openCatalog(io, flags, config);
    const definitions = wanted(io, paths, flags, catalog);
    const found = unique([
      ...definitions.flatMap((definition) => catalog.load(definition).diagnostics),
      ...catalog.diagnostics.filter(({ place: { file } }) => definitions.some((one) => one.file === file)),
      ...(paths.length === 0 && catalog.areConfigured ? configFindings(config, catalog) : []),
    ]);
    const errors = found.filter(({ severity }) => severity === 'error').length;
    if (flags.json === true) {
      const findings = found.map(({ code, severity, message, place, hint }) => ({
        code,
        severity,
        message,
        file: shownPath(io, place.file),
        line: place.line,
        column: place.column,
        hint: hint ?? null,
      }));
      io.print(JSON.stringify({ definitions: definitions.length, findings }));
    } else {
      for (const one of found) io.print(diagnosticLines(io, one, io.stdout));
      const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
      io.print(
        `${counted(definitions.length, 'definition')}: ${errors === 0 && found.length === 0 ? 'no findings' : `${counted(errors, 'error')}, ${counted(found.length - errors, 'warning')}`}`,
      );
    }
    return errors === 0 ? EXIT.fine : EXIT.usage;
  },
});
