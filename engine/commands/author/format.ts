import { isUtf8 } from 'node:buffer';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { fileLimits } from '../../language/files.ts';
import { formatDefinition } from '../../language/format.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { readConfig } from '../config/read-config.ts';
import { count } from '../display/units.ts';
import { openCatalog } from '../feed/catalog.ts';
import { defineCommand, EXIT } from '../shell/command.ts';
import { shownPath } from '../shell/failure.ts';
import { jsonFlag, placeFlags, type JsonFlag, type PlaceFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

interface FormatFlags extends JsonFlag, PlaceFlags {
  readonly check?: boolean;
}

const yamlUnder = (path: string): readonly string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

const filesOf = (io: Io, paths: readonly string[], flags: FormatFlags): readonly string[] => {
  if (paths.length === 0) return openCatalog(io, flags, readConfig(io.cwd, flags.config)).roots.flatMap(yamlUnder);
  return paths.flatMap((path) => {
    const stat = statSync(resolve(io.cwd, path), { throwIfNoEntry: false });
    if (stat === undefined)
      throw new UsageError('usage.no-file', `There is no file or folder ${path}.`, {
        hint: 'Check the path; without one, all definitions are taken.',
      });
    return stat.isDirectory() ? yamlUnder(resolve(io.cwd, path)) : [resolve(io.cwd, path)];
  });
};

const bytesOf = (io: Io, file: string): Buffer => {
  try {
    return readPlain(file, fileLimits.definition);
  } catch (error) {
    throw new UsageError('usage.no-file', `The file ${shownPath(io, file)} ${whyUnreadable(error, file)}.`);
  }
};

/** What is written back has to be what was read: bytes that are no UTF-8 would be lost. */
const textOf = (io: Io, file: string): string => {
  const bytes = bytesOf(io, file);
  if (isUtf8(bytes)) return bytes.toString('utf8');
  throw new UsageError('usage.not-text', `The file ${shownPath(io, file)} is no UTF-8 text.`, { hint: 'Save it as UTF-8.' });
};

export const command = defineCommand<FormatFlags, [readonly string[]]>({
  description:
    "Takes YAML's traps out of definitions: expressions that it would cut or misread are quoted. Every other character stays. Without a path, all definitions.",
  args: [{ name: '[path...]', help: 'definitions, or folders of them' }],
  flags: [{ flags: '--check', help: 'write nothing; say what would change' }, jsonFlag, ...placeFlags],
  examples: ['feedwright format definitions/my-pack.yaml', 'feedwright format --check'],
  exits: { 0: 'written, or nothing to do', 1: 'with --check: something would change' },
  async run(io, flags, paths) {
    const files = filesOf(io, paths, flags);
    const changed = files.flatMap((file) => {
      const { text, changes } = formatDefinition(textOf(io, file));
      if (changes.length > 0 && flags.check !== true) writeFileSync(file, text);
      return changes.length === 0 ? [] : [{ file: shownPath(io, file), changes }];
    });
    if (flags.json === true) {
      io.print(JSON.stringify({ files: files.length, changed }));
    } else {
      for (const { file, changes } of changed) for (const { line, message } of changes) io.print(`${file}:${line}: ${message}`);
      io.print(`${count(changed.length)} of ${count(files.length)} files ${flags.check === true ? 'would change' : 'changed'}`);
    }
    return flags.check === true && changed.length > 0 ? EXIT.failed : EXIT.fine;
  },
});
