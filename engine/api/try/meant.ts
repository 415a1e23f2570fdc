import { dirname, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import type { AskedPlaces } from '../asked.ts';
import { readConfig } from '../config/read-config.ts';
import { openCatalog } from '../packs/catalog.ts';
import type { World } from '../world.ts';

/** Is this text meant as a feed: `pack/feed` without blanks, a path to a definition, or an instance? All else is an expression. */
export const isMeantAsFeed = (world: World, asked: AskedPlaces, text: string): boolean =>
  /^[\w.-]+\/[\w.-]+$/.test(text) ||
  /\.ya?ml(?:#[\w.-]*)?$/i.test(text) ||
  (/^[\w.-]+$/.test(text) && readConfig(world.cwd, asked.config).instances.has(text));

/** What is meant may be a division: an error about the feed says how one is written. */
export const orDivision = (error: unknown, text: string): unknown => {
  if (!(error instanceof UsageError) || error.code !== 'pack.unknown') return error;
  const { code, message, hint = '', diagnostics } = error;
  return new UsageError(code, message, {
    hint: `${hint} An expression that divides has blanks: '${text.replace('/', ' / ')}'.`.trim(),
    diagnostics,
  });
};

/** The name of a pack alone is an expression, and hardly ever meant as one. */
export const isPack = (world: World, asked: AskedPlaces, text: string): boolean =>
  openCatalog(world, asked).definitions.some(({ name }) => name === text);

/** So many folders are watched at most. */
const MOST_FOLDERS = 64;

/** Folders whose files decide what a definition is. */
export const foldersOf = (world: World, asked: AskedPlaces, text: string): readonly string[] => {
  const path = /^(.*\.ya?ml)(?:#.*)?$/i.exec(text)?.[1];
  if (path !== undefined) return [dirname(resolve(world.cwd, path))];
  const { roots, definitions } = openCatalog(world, asked);
  return [...new Set([...roots, ...definitions.map(({ file }) => dirname(file))])].slice(0, MOST_FOLDERS);
};
