import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { makeFolder, readPlain, whyUnreadable, whyUnwritable } from '../../language/plain-file.ts';

/** A guide and the file that holds it, or is to. */
export interface GuideFile {
  readonly pack: string;
  /** Complete. */
  readonly path: string;
  readonly text: string;
}

/** The name of a guide's file: it stands beside the definition, or in a folder of guides. */
export const guidePath = (folder: string, pack: string, format: string): string => join(folder, `${pack}.guide.${format}`);

/** `current`: it holds this very guide. */
export type GuideState = 'current' | 'stale' | 'missing';

/** Bytes of a guide. */
const LARGEST = 64 * 2 ** 20;

/** Whether the file holds the guide. Throws UsageError where it can't be read. */
export const stateOf = ({ path, text }: GuideFile): GuideState => {
  if (!existsSync(path)) return 'missing';
  return read(path) === text ? 'current' : 'stale';
};

const read = (path: string): string => {
  try {
    // A checkout may have other line ends.
    return readPlain(path, LARGEST).toString('utf8').replaceAll('\r\n', '\n');
  } catch (cause) {
    throw new UsageError('guide.unreadable', `The guide ${path} ${whyUnreadable(cause, path)}.`, {
      hint: 'Put a plain file in its place, or take it away.',
      cause,
    });
  }
};

/** What a guide of Markdown begins with: no other file is overwritten. */
const OWN = '<!-- Written by `feedwright guide ';

/** Writes the guide where the file does not hold it yet, as a whole. Gives what the file was before. Throws UsageError. */
export const writeGuide = (file: GuideFile): GuideState => {
  const state = stateOf(file);
  const { path, text } = file;
  if (state === 'current') return state;
  if (state === 'stale' && text.startsWith(OWN) && !read(path).startsWith(OWN))
    throw new UsageError('guide.other-file', `${path} is there already, and is no guide of feedwright's.`, {
      hint: 'Give another folder with --out, or take the file away.',
    });
  const part = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    makeFolder(dirname(path));
    writeFileSync(part, text);
    renameSync(part, path);
  } catch (cause) {
    if (existsSync(part)) rmSync(part);
    throw new UsageError('guide.unwritable', `${path} ${whyUnwritable(cause)}.`, {
      hint: 'Give a folder that may be written with --out.',
      cause,
    });
  }
  return state;
};
