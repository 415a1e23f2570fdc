/**
 * Bundles the command's modules (`engine/cli/bundle.mjs` says why). Runs by itself at the end of `npm ci`. Nothing depends on it:
 * where it has not run, or a source has changed since, the command runs from its sources.
 */
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'rolldown';
import { BUNDLE, SOURCES } from '../../engine/cli/bundle.mjs';

const root = join(import.meta.dirname, '../..');
const asPath = (path: string): string => path.split(sep).join('/');

/** A module's place is that of its source, but for modules that are loaded by their URL: they are bundled too. */
const keepPlaces: Plugin = {
  name: 'keep-places',
  transform(code, id) {
    if (!isAbsolute(id) || !code.includes('import.meta.url')) return null;
    const place = JSON.stringify(asPath(relative(BUNDLE, id)));
    return code.replaceAll(/new URL\('(\.[^']*)\.ts', import\.meta\.url\)|import\.meta\.url/g, (_, loaded?: string) => {
      if (loaded === undefined) return `new URL(${place}, import.meta.url).href`;
      const name = basename(loaded);
      this.emitFile({ type: 'chunk', id: resolve(dirname(id), `${loaded}.ts`), fileName: `${name}.js` });
      return `new URL('./${name}.js', import.meta.url)`;
    });
  },
};

const build = async (): Promise<void> => {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input: { main: join(root, 'engine/cli/main.ts') },
    platform: 'node',
    plugins: [keepPlaces],
  });
  rmSync(BUNDLE, { recursive: true, force: true });
  mkdirSync(BUNDLE, { recursive: true });
  await bundle.write({ dir: BUNDLE, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  const sources = (await bundle.watchFiles)
    .map((path) => asPath(relative(root, path)))
    .filter((path) => path.startsWith('engine/'))
    .toSorted();
  await bundle.close();
  const rows = sources.map((path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    return [path, size, mtimeMs];
  });
  writeFileSync(SOURCES, JSON.stringify(rows));
};

try {
  await build();
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
  process.stdout.write('rolldown is not installed: the command will run from its sources.\n');
}
