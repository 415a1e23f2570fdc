// The engine's modules as few files: six hundred of them take longer to load than a small feed takes to run. A package holds
// nothing else; beside the sources they are used while they were made of just these.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder of the package or of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where `npm run build` puts them. */
export const BUNDLE = join(ROOT, 'dist');
/** Which sources they were made of: `{ hash, files }`, paths from the root. Written last. */
export const SOURCES = join(BUNDLE, 'sources.json');

/** Larger than any source may be. */
const block = Buffer.allocUnsafe(1 << 18);

/** Reads into one block, without asking for the size: what counts is how often the system is called. */
const read = (path) => {
  const file = openSync(join(ROOT, path));
  try {
    return block.subarray(0, readSync(file, block, 0, block.length, null));
  } finally {
    closeSync(file);
  }
};

/**
 * A hash of the files' names and contents. Times are no sign: a checkout, a copy or an archive sets them as it likes. 593 files
 * (1.9 MB) cost a quarter of the processor time that an empty Node needs to start (27 of 110 ms on a busy machine, some 10 ms on a
 * quiet one), 10 of these 27 more than asking for their times did.
 */
export const fingerprint = (files, contentOf = read) => {
  const hash = createHash('sha1');
  for (const file of files) {
    const content = contentOf(file);
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
};

const isCurrent = () => {
  try {
    const { hash, files } = JSON.parse(readFileSync(SOURCES, 'utf8'));
    return fingerprint(files) === hash;
  } catch {
    return false;
  }
};

/** Is this an installed package, which holds no sources? */
export const isInstalled = () => !existsSync(join(ROOT, 'engine', 'cli', 'main.ts'));

/** The URL of the bundled entry; undefined where there is none, or where a source has changed since. */
export const bundledEntry = () => (isInstalled() || isCurrent() ? pathToFileURL(join(BUNDLE, 'main.js')).href : undefined);
