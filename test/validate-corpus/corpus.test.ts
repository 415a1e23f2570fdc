/** Broken definitions, each by one realistic mistake: exactly the expected finding, at its place, and none that follows from it. */
import { createRedactor } from '../../engine/api/world.ts';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { explainedCodes } from '../../engine/api/explain/registry.ts';
import { validateDefinitions } from '../../engine/api/packs/validate.ts';
import { UsageError } from '../../engine/language/basics/errors.ts';
import type { Diagnostic } from '../../engine/language/basics/place.ts';
import { type Case, onlyPlaceOf, readCases, unmarked } from './read-cases.ts';

const here = import.meta.dirname;
const root = mkdtempSync(join(tmpdir(), 'corpus-'));
cpSync(join(here, 'bases'), root, { recursive: true });
afterAll(() => rmSync(root, { recursive: true, force: true }));

const bases = readdirSync(join(here, 'bases'));
const corpus = bases.flatMap((base) =>
  readCases(readFileSync(join(here, 'cases', `${base}.diff`), 'utf8')).map((one) => ({ base, ...one })),
);

const nothing = (): void => undefined;

const validated = async (base: string): Promise<readonly Diagnostic[]> => {
  const world = {
    cwd: join(root, base),
    env: { TOKEN: 'an-invented-token' },
    signal: new AbortController().signal,
    now: () => 0,
    ticks: () => 0,
    redact: (text: string) => text,
    note: nothing,
    warn: nothing,
    redactor: createRedactor(),
  };
  try {
    return (await validateDefinitions(world, {}, [])).findings;
  } catch (error) {
    if (error instanceof UsageError) return error.diagnostics;
    throw error;
  }
};

const shown = ({ code, place: { file, line, column } }: Diagnostic): string =>
  `${code} ${file.replace(`${root}/`, '')}:${line}:${column}`;

/** The edit, and what `validate` has to say of it. */
const edited = (base: string, before: string, { file = `definitions/${base}.yaml`, code, from, to, at }: Case) => {
  const put = unmarked(to);
  const start = onlyPlaceOf(from, before);
  const text = before.slice(0, start) + put.text + before.slice(start + from.length);
  const marked = at === undefined ? { start, ...put } : { start: onlyPlaceOf(unmarked(at).text, text), ...unmarked(at) };
  if (marked.offset < 0) throw new Error(`no mark: ${to}`);
  const lines = text.slice(0, marked.start + marked.offset).split('\n');
  return { text, expected: `${code} ${base}/${file}:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}` };
};

test.each(bases)('the base %s has no finding', async (base) => {
  expect((await validated(base)).map(shown)).toEqual([]);
});

describe('exactly one finding, at its place', () => {
  test.each(corpus)('$base: $why', async (one) => {
    const file = join(root, one.base, one.file ?? `definitions/${one.base}.yaml`);
    const before = readFileSync(file, 'utf8');
    const { text, expected } = edited(one.base, before, one);
    writeFileSync(file, text);
    try {
      expect((await validated(one.base)).map(shown)).toEqual([expected]);
    } finally {
      writeFileSync(file, before);
    }
  });
});

test('the corpus is as large and as broad as it claims to be', () => {
  const codes = new Set(corpus.map(({ code }) => code));
  expect([...codes].filter((code) => !explainedCodes.has(code))).toEqual([]);
  expect(corpus.length).toBeGreaterThanOrEqual(150);
  expect(codes.size).toBeGreaterThanOrEqual(60);
  expect(new Set(corpus.map(({ base, from, to, file }) => `${base} ${file} ${from} ${to}`)).size).toBe(corpus.length);
});
