import { readdirSync, statSync } from 'node:fs';
import { join, parse, relative, resolve, sep } from 'node:path';
import { UsageError } from './basics/errors.ts';
import { fileLimits } from './files.ts';
import { Findings } from './basics/findings.ts';
import { suggest } from './basics/nearest.ts';
import type { Diagnostic } from './basics/place.ts';
import { readPlain } from './plain-file.ts';
import { SourceFile } from './source-file.ts';
import { readBytes } from './yaml/text-bytes.ts';
import { parseYaml } from './yaml/parse.ts';

export interface PackFile {
  readonly file: string;
  readonly name: string;
}

export interface FoundPacks {
  /** Sorted by name, then file. */
  readonly packs: readonly PackFile[];
  /** Names that more than one file takes. */
  readonly diagnostics: readonly Diagnostic[];
  /** YAML files that are no pack, nor meant as one: what packs take in, or something else. */
  readonly others: readonly string[];
}

const deepest = 8;
const header = /^["']?language["']?[ \t]*:/m;
const nameLine = /^["']?name["']?[ \t]*:[ \t]*["']?([^\s"'#]+)/m;

/** What only a pack has at its top level: a file with one of these is meant as one, whatever else it lacks. */
const packWords = ['language', 'feeds', 'actions', 'endpoints'] as const;
const anyPackWord = new RegExp(`(?:^|[\\s{,"'])(?:${packWords.join('|')})["']?[ \\t]*:`);

/** Is the text meant as a pack's? */
export const isDefinitionText = (text: string): boolean => header.test(text);

/**
 * Every YAML file under the folder that is a pack, or meant as one: what it lacks or why it can't be read is said where it is
 * loaded, so that none goes missing without a word. Links to folders are not followed.
 */
export const findPacks = (folder: string): FoundPacks => {
  const findings = new Findings();
  const names = new Map<string, string>();
  const others: string[] = [];
  const packs = yamlFiles(folder, 0).flatMap((file) => {
    const text = textOf(file);
    // One file that may not be read must not hide the others: it is found by its name, and loading says what is wrong.
    if (text === undefined) return [{ file, name: parse(file).name }];
    const source = new SourceFile(file, text);
    const named = header.test(text) ? nameLine.exec(text) : null;
    const name = named?.[1] ?? nameOfOther(source);
    if (name === undefined) {
      others.push(file);
      return [];
    }
    const first = names.get(name);
    if (first !== undefined)
      findings.error(
        'pack.duplicate-name',
        source.placeAt(named?.index ?? 0),
        `The pack name \`${name}\` is already taken by \`${first}\`.`,
        'Give each pack a name of its own.',
      );
    else names.set(name, file);
    return [{ file, name }];
  });
  packs.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { packs, diagnostics: findings.sorted(), others };
};

/** A link to a folder or a device is none; that one leads nowhere is said where it is loaded. */
const mayBeFile = (link: string): boolean => {
  try {
    return statSync(link).isFile();
  } catch {
    return true;
  }
};

/** Undefined where there is nothing to be looked at. */
const textOf = (file: string): string | undefined => {
  try {
    const { text, fault } = readBytes(readPlain(file, fileLimits.definition));
    return fault !== undefined && !anyPackWord.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
};

/** Of a file that is written in another way, or lacks something: the name that it gives, else the file's own; undefined for no pack. */
const nameOfOther = (source: SourceFile): string | undefined => {
  if (!anyPackWord.test(source.text)) return undefined;
  const tree = parseYaml(source, new Findings());
  const own = parse(source.path).name;
  if (tree === undefined) return own;
  if (typeof tree !== 'object' || tree === null || !packWords.some((word) => Object.hasOwn(tree, word))) return undefined;
  const { name } = tree as { readonly name?: unknown };
  return typeof name === 'string' && /^\S+$/.test(name) ? name : own;
};

const yamlFiles = (folder: string, depth: number): readonly string[] => {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return depth < deepest ? yamlFiles(path, depth + 1) : [];
    if (!/\.ya?ml$/i.test(entry.name)) return [];
    return entry.isFile() || (entry.isSymbolicLink() && mayBeFile(path)) ? [path] : [];
  });
};

/** The file of the pack with this name; throws UsageError where there is none, or more than one. */
export const findPack = (name: string, folder: string): PackFile => {
  const { packs, diagnostics } = packsUnder(folder);
  const found = packs.filter((one) => one.name === name);
  if (found.length > 1)
    throw new UsageError(
      'pack.duplicate-name',
      `Two packs are named \`${name}\`: ${found.map((one) => one.file).join(' and ')}.`,
      { hint: 'Give each pack a name of its own.', diagnostics },
    );
  if (found[0] !== undefined) return found[0];
  const above = name.split('/')[0] ?? '';
  throw new UsageError('pack.unknown', `There is no pack \`${name.slice(0, 64)}\` under ${folder}.`, {
    hint:
      above !== name && packs.some((one) => one.name === above)
        ? `Write the name of the pack alone: \`${above}\`.`
        : suggest(
            name,
            packs.map((one) => one.name),
          ),
  });
};

const packsUnder = (folder: string): FoundPacks => {
  try {
    return findPacks(folder);
  } catch (cause) {
    throw new UsageError('definitions.unreadable', `The folder of definitions ${folder} can't be read.`, {
      hint: 'Give another one with `--definitions`.',
      cause,
    });
  }
};

/** A feed or action as the command line names it, found but not loaded. */
export interface Located {
  readonly file: string;
  /** The folder that the pack's files must stay under. */
  readonly root: string;
  /** The feed's or action's name. */
  readonly name: string;
}

/** `pack/name` under the folder of definitions, or `path/to/file.yaml#name`. Throws UsageError. */
export const locate = (reference: string, folder: string): Located => {
  const hash = reference.lastIndexOf('#');
  if (hash >= 0) {
    const file = reference.slice(0, hash);
    return { file, root: rootOf(file, folder), name: reference.slice(hash + 1) };
  }
  const [pack = '', name = '', ...rest] = reference.split('/');
  if (pack === '' || name === '' || rest.length > 0) {
    const isPack = rest.length === 0 && packsUnder(folder).packs.some((one) => one.name === pack);
    throw new UsageError('usage.reference', `\`${reference.slice(0, 80)}\` names no feed or action.`, {
      hint: isPack
        ? `It is a pack: write \`${pack}/\` and the name of its feed or action; \`feedwright list\` shows them.`
        : 'Write `pack/name`, or `path/to/file.yaml#name`.',
    });
  }
  return { file: findPack(pack, folder).file, root: folder, name };
};

/** The folder of definitions where the file lies in it, else the nearest folder named `definitions`, else the file's own. */
export const rootOf = (file: string, folder: string): string => {
  const path = relative(resolve(folder), resolve(file));
  if (!path.startsWith('..') && !path.startsWith(sep)) return folder;
  const parts = resolve(file, '..').split(sep);
  const index = parts.lastIndexOf('definitions');
  return index < 0 ? resolve(file, '..') : parts.slice(0, index + 1).join(sep);
};
