// The engine's modules as few files: three hundred of them take longer to load than a small feed takes to run.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where `npm run build` puts them. */
export const BUNDLE = join(root, 'dist');
/** Which sources they were made of: `[path from the root, bytes, ms of the last change][]`. Written last. */
export const SOURCES = join(BUNDLE, 'sources.json');

const isAsBefore = ([path, size, changed]) => {
  const found = statSync(join(root, path));
  return found.size === size && found.mtimeMs === changed;
};

/** The URL of the bundled entry; undefined where there is none, or where a source has changed since. */
export function bundledEntry() {
  try {
    const sources = JSON.parse(readFileSync(SOURCES, 'utf8'));
    return sources.every(isAsBefore) ? pathToFileURL(join(BUNDLE, 'main.js')).href : undefined;
  } catch {
    return undefined;
  }
}
