import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../engine/cli/bundle.mjs';
import { licences } from './licences.mjs';

const SOURCE = join(ROOT, 'engine/console');

/** The chart's own style comes first: what the console says of it counts. */
const style = () => {
  const own = readdirSync(join(SOURCE, 'style')).toSorted();
  const files = [join(ROOT, 'node_modules/uplot/dist/uPlot.min.css'), ...own.map((name) => join(SOURCE, 'style', name))];
  return files
    .map((file) =>
      readFileSync(file, 'utf8')
        .replaceAll(/\/\*[^]*?\*\//g, '')
        .trim(),
    )
    .join('\n');
};

/** Writes the console to a folder: a page, one module, one style sheet. A browser needs nothing else, and asks for nothing else. */
export const writeConsole = async ({ rolldown }, into) => {
  const bundle = await rolldown({ input: join(SOURCE, 'main.ts'), platform: 'browser' });
  const { output } = await bundle.write({ dir: into, entryFileNames: 'console.js', minify: true, codeSplitting: false });
  await bundle.close();
  mkdirSync(into, { recursive: true });
  writeFileSync(join(into, 'console.css'), style());
  for (const name of ['index.html', 'icon.svg']) cpSync(join(SOURCE, name), join(into, name));
  writeFileSync(join(into, 'LICENCES.txt'), licences(output.flatMap((chunk) => chunk.moduleIds ?? [])));
};
