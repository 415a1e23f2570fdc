import { writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder } from '../../language/plain-file.ts';
import { packageVersion } from '../runs/package-version.ts';
import { projectFiles } from './project-files.ts';

export interface InitializedProject {
  /** Full paths, in the order of their making. */
  readonly written: readonly string[];
  /** Files that were there already and stay as they are. */
  readonly kept: readonly string[];
}

const SCHEMA = fileURLToPath(new URL('../../../schemas/definition.schema.json', import.meta.url));

/** Within the project it is named from there, so that the file is right on other machines too. */
const schemaFrom = (folder: string): string => {
  const path = relative(folder, SCHEMA).split(sep).join('/');
  return path.startsWith('..') ? SCHEMA : `./${path}`;
};

/** Makes the file unless anything is there under its name, by one call: nobody's file is lost in between. */
const create = (file: string, text: string): boolean => {
  makeFolder(dirname(file));
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/** Makes a project in `folder`, a full path; it may be there already. */
export const initProject = (folder: string): InitializedProject => {
  const files = projectFiles(packageVersion(), schemaFrom(folder)).map(({ path, text }) => ({ file: join(folder, path), text }));
  const made = files.map(({ file, text }) => ({ file, isNew: create(file, text) }));
  return {
    written: made.filter(({ isNew }) => isNew).map(({ file }) => file),
    kept: made.filter(({ isNew }) => !isNew).map(({ file }) => file),
  };
};
