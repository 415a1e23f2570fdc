import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ROOT } from '../../engine/cli/bundle.mjs';

/** The module that a declaration imports: `from './x.ts'`, `import('./x.ts')`, `import './x.ts'`. */
const IMPORTED = /((?:from|import)\s*\(?\s*['"])(\.[^'"]+)\.ts(['"])/g;

const compile = (sources, folder) => {
  const project = join(folder, 'tsconfig.json');
  const options = { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: ROOT, outDir: folder };
  const typeRoots = [join(ROOT, 'node_modules/@types')];
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: { ...options, typeRoots },
      include: [join(ROOT, 'engine/**/*.d.ts')],
      files: sources.map((source) => join(ROOT, source)),
    }),
  );
  execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], {
    stdio: 'pipe',
    encoding: 'utf8',
  });
};

/**
 * Writes the declarations of these sources to `into`, with those that they name and no others. The compiler leaves `.ts` in
 * their imports; a program that installs the package has only what was compiled.
 */
export const writeTypes = (sources, into) => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-types-'));
  try {
    compile(sources, folder);
    const wanted = sources.map((source) => source.replace(/\.ts$/, '.d.ts'));
    for (const file of wanted) {
      // One that was written by hand (`x.d.ts`) is passed on as it is.
      const place = [folder, ROOT].map((root) => join(root, file)).find(existsSync);
      const text = readFileSync(place, 'utf8');
      for (const [, , imported] of text.matchAll(IMPORTED)) {
        const next = resolve('/', dirname(file), `${imported}.d.ts`).slice(1);
        if (!wanted.includes(next)) wanted.push(next);
      }
      mkdirSync(dirname(join(into, file)), { recursive: true });
      writeFileSync(join(into, file), text.replaceAll(IMPORTED, '$1$2.js$3'));
    }
  } catch (error) {
    throw new Error(`The declarations could not be made: ${(error.stdout ?? error.message).trim()}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
