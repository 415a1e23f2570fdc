/** Definitions, samples, mocks and cases with mistakes in them: whatever a file holds, `validate` says what is wrong and where. */
import { createRedactor } from '../../../engine/api/world.ts';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { annotationsOf } from '../../../engine/api/findings/annotations.ts';
import { junitFindings } from '../../../engine/api/findings/junit.ts';
import { sarif } from '../../../engine/api/findings/sarif.ts';
import { sourceLines } from '../../../engine/api/findings/source-lines.ts';
import { validateDefinitions } from '../../../engine/api/packs/validate.ts';
import type { World } from '../../../engine/api/world.ts';
import { UsageError } from '../../../engine/language/basics/errors.ts';
import type { Diagnostic } from '../../../engine/language/basics/place.ts';
import { readCase } from '../../../engine/proof/case/read-case.ts';
import { Random } from '../random.ts';
import { JSON_MUTATIONS, MUTATIONS, mutated } from './mutate.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A file of a pack, as it is. */
interface Original {
  /** From the folder that has `definitions/` and `fixtures/`. */
  readonly path: string;
  readonly text: string;
  readonly is: 'definition' | 'mock' | 'case' | 'sample';
}

/** A folder of definitions in a folder of its own, with the fixtures of its packs. */
interface Vendor {
  readonly folder: string;
  readonly files: readonly Original[];
}

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

const kindOf = (path: string): Original['is'] | undefined => {
  if (path.startsWith('definitions')) return path.endsWith('.yaml') ? 'definition' : undefined;
  if (path.endsWith('mock.yaml')) return 'mock';
  if (path.includes(`${sep}cases${sep}`)) return path.endsWith('.yaml') ? 'case' : undefined;
  return /\.(json|ndjson|csv|xml|txt)$/.test(path) && !path.includes(`${sep}expected${sep}`) ? 'sample' : undefined;
};

/** Copies each folder of the shipped definitions, with the fixtures of its packs. */
const copyVendors = (folder: string): readonly Vendor[] =>
  readdirSync(join(ROOT, 'definitions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const own = join(folder, name);
      cpSync(join(ROOT, 'definitions', name), join(own, 'definitions', name), { recursive: true });
      for (const file of filesUnder(join(own, 'definitions'))) {
        const pack = /^name: (\S+)/m.exec(readFileSync(file, 'utf8'))?.[1];
        if (pack === undefined || !readdirSync(join(ROOT, 'fixtures')).includes(pack)) continue;
        mkdirSync(join(own, 'fixtures'), { recursive: true });
        cpSync(join(ROOT, 'fixtures', pack), join(own, 'fixtures', pack), { recursive: true });
      }
      const files = filesUnder(own).flatMap((file): Original[] => {
        const is = kindOf(relative(own, file));
        return is === undefined ? [] : [{ path: relative(own, file), text: readFileSync(file, 'utf8'), is }];
      });
      return { folder: own, files };
    });

const worldOf = (cwd: string): World => ({
  cwd,
  env: {},
  signal: new AbortController().signal,
  now: () => Date.UTC(2026, 0, 1),
  ticks: () => 0,
  note: () => undefined,
  warn: () => undefined,
  redactor: createRedactor(),
  redact: (text) => text,
});

/** How often a kind of file is spoilt. */
const SHARES = { definition: 0.75, mock: 0.1, case: 0.05, sample: 0.1 } as const;

export interface Case {
  readonly seed: number;
  /** The file that was spoilt, and what is in it. */
  readonly file: string;
  readonly bytes: Buffer;
  readonly ways: readonly string[];
}

export interface Checked extends Case {
  /** Why it is a mistake of ours; undefined where all is well. */
  readonly fault: string | undefined;
  readonly codes: readonly string[];
}

/** Spoils copies of the shipped definitions under `folder`, one file at a time. */
export class DefinitionFuzz {
  readonly #vendors: readonly Vendor[];

  constructor(folder: string) {
    this.#vendors = copyVendors(folder);
  }

  /** Where that seed's file is, and what comes to be in it. */
  caseOf(seed: number): Case & { readonly vendor: Vendor; readonly original: Original } {
    const random = new Random(seed);
    const vendor = random.pick(this.#vendors);
    const kind = random.next();
    const [is] = Object.entries(SHARES).find(
      ([name], at, all) => name === 'sample' || kind < all.slice(0, at + 1).reduce((sum, [, share]) => sum + share, 0),
    ) ?? ['definition'];
    const candidates = vendor.files.filter((file) => file.is === is);
    const original = random.pick(candidates.length > 0 ? candidates : vendor.files);
    const others = random.pick(this.#vendors).files.filter((file) => file.is === original.is);
    const other = others.length === 0 ? original.text : random.pick(others).text;
    const mutations = original.is === 'sample' ? JSON_MUTATIONS : MUTATIONS;
    return {
      seed,
      vendor,
      original,
      file: join(vendor.folder, original.path),
      ...mutated(original.text, other, mutations, random),
    };
  }

  async check(seed: number): Promise<Checked> {
    const { vendor, original, ...one } = this.caseOf(seed);
    writeFileSync(one.file, one.bytes);
    try {
      return { ...one, ...(await judged(vendor, original, one.file)) };
    } finally {
      writeFileSync(one.file, original.text);
    }
  }
}

const judged = async (vendor: Vendor, original: Original, file: string): Promise<Pick<Checked, 'fault' | 'codes'>> => {
  try {
    const findings = original.is === 'case' ? findingsOfCase(file) : await findingsIn(vendor);
    return {
      fault: findings.map((one) => faultOf(one, vendor)).find((fault) => fault !== undefined),
      codes: findings.map(({ code }) => code),
    };
  } catch (error) {
    if (error instanceof UsageError && error.message !== '') return { fault: undefined, codes: [error.code] };
    return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), codes: [] };
  }
};

/** As the command does it, in every format. */
const findingsIn = async ({ folder }: Vendor): Promise<readonly Diagnostic[]> => {
  const world = worldOf(folder);
  const validation = await validateDefinitions(world, { definitions: undefined, config: undefined }, []);
  const report = { validation, shown: (path: string) => relative(folder, path), isStrict: true };
  JSON.stringify(sarif(report, sourceLines(world)));
  junitFindings(report);
  annotationsOf(report);
  return validation.findings;
};

const findingsOfCase = (file: string): readonly Diagnostic[] => {
  try {
    readCase(file);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { place, code, message, hint, diagnostics } = error;
    if (diagnostics.length > 0) return diagnostics;
    if (place === undefined) throw new Error(`no place: ${code} ${message}`, { cause: error });
    return [{ severity: 'error', code, message, place, ...(hint === undefined ? {} : { hint }) }];
  }
};

/** A finding stands in a file of the pack, on a line and column that there are. */
const faultOf = ({ code, message, place }: Diagnostic, { folder, files }: Vendor): string | undefined => {
  const { file, line, column } = place;
  const wrong = (why: string): string => `${why}: ${code} at ${file}:${line}:${column}: ${message}`;
  const path = relative(folder, file);
  if (path.startsWith('..') || !files.some((one) => one.path === path)) return wrong('a finding outside the files');
  if (!/^[a-z-]+\.[\w-]+$/i.test(code) || message === '') return wrong('a finding without a code or words');
  const written = textOf(file).split('\n')[line - 1];
  if (line < 1 || written === undefined) return wrong('no such line');
  return column < 1 || column > written.length + 1 ? wrong('no such column') : undefined;
};

const textOf = (file: string): string => {
  const bytes = readFileSync(file);
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
  return text.replace(/^\ufeff/, '');
};

/** Keeps what went wrong for whoever looks into it. */
export const keepCase = (folder: string, { seed, file, bytes }: Case): string => {
  const kept = join(folder, `${seed}-${file.split(sep).at(-1) ?? ''}`);
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(kept, bytes);
  return kept;
};
