/**
 * Bundles the command's modules (`engine/cli/bundle.mjs` says why). Runs by itself at the end of `npm ci`, under whatever Node that
 * has. Nothing depends on it: without a bundle, or once a source has changed, the command runs from its sources.
 */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLE, SOURCES } from '../engine/cli/bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const asPath = (path) => path.split(sep).join('/');

/** Rows of `SOURCES`, taken as each is read: one that changes from then on is another. */
const sources = [];

const noteSources = {
  name: 'note-sources',
  transform(_, id) {
    const path = asPath(relative(root, id));
    if (!path.startsWith('engine/')) return;
    const { size, mtimeMs } = statSync(id);
    sources.push([path, size, mtimeMs]);
  },
};

/** A module's place is that of its source, but for modules that are loaded by their URL: they are bundled too. */
const keepPlaces = {
  name: 'keep-places',
  transform(code, id) {
    if (!isAbsolute(id) || !code.includes('import.meta.url')) return null;
    const place = JSON.stringify(asPath(relative(BUNDLE, id)));
    return code.replaceAll(/new URL\('(\.[^']*)\.ts', import\.meta\.url\)|import\.meta\.url/g, (_, loaded) => {
      if (loaded === undefined) return `new URL(${place}, import.meta.url).href`;
      const name = basename(loaded);
      this.emitFile({ type: 'chunk', id: resolve(dirname(id), `${loaded}.ts`), fileName: `${name}.js` });
      return `new URL('./${name}.js', import.meta.url)`;
    });
  },
};

const build = async ({ rolldown }) => {
  const bundle = await rolldown({
    input: { main: join(root, 'engine/cli/main.ts') },
    platform: 'node',
    plugins: [noteSources, keepPlaces],
  });
  rmSync(BUNDLE, { recursive: true, force: true });
  mkdirSync(BUNDLE, { recursive: true });
  await bundle.write({ dir: BUNDLE, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
  writeFileSync(SOURCES, JSON.stringify(sources));
};

// It is left out of an installation for production, its binary of one without optional packages.
const bundler = await import('rolldown').catch(() => undefined);
if (bundler === undefined) process.stdout.write('rolldown is not installed: the command will run from its sources.\n');
else {
  await build(bundler).catch((error) => {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  });
}
