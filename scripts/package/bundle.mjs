import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BUNDLE, fingerprint, ROOT, SOURCES } from '../../engine/cli/bundle.mjs';
import { licences } from './licences.mjs';

const asPath = (path) => path.split(sep).join('/');

/** Keeps the text of each source as it is read: one that changes from then on is another. */
const noteSources = (texts) => ({
  name: 'note-sources',
  transform(code, id) {
    const path = asPath(relative(ROOT, id));
    if (path.startsWith('engine/')) texts.set(path, Buffer.from(code));
  },
});

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

/**
 * Packages that stay outside: of one command alone, half a megabyte, and installed beside it in any case; and what a host program shares with
 * us, or what loads files of its own.
 */
const OUTSIDE = /^(?:vscode-|pino$|prom-client$|@opentelemetry\/)/;

/** Writes the modules of `entries` (name to source) and all that they import to the bundle's folder, emptied before. */
export const writeBundle = async ({ rolldown }, entries) => {
  const texts = new Map();
  const input = Object.fromEntries(Object.entries(entries).map(([name, source]) => [name, join(ROOT, source)]));
  const bundle = await rolldown({ input, platform: 'node', external: OUTSIDE, plugins: [noteSources(texts), keepPlaces] });
  rmSync(BUNDLE, { recursive: true, force: true });
  mkdirSync(BUNDLE, { recursive: true });
  const { output } = await bundle.write({ dir: BUNDLE, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
  await bundle.close();
  writeFileSync(join(BUNDLE, 'LICENCES.txt'), licences(output.flatMap((chunk) => chunk.moduleIds ?? [])));
  const files = [...texts.keys()];
  writeFileSync(SOURCES, JSON.stringify({ hash: fingerprint(files, (file) => texts.get(file)), files }));
};
