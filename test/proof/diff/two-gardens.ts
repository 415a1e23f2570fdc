/** The made-up garden in two versions, with a case of its feed and one of its action. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flowerBed } from '../../api/flower-bed.ts';
import { commandLine } from '../../e2e/in-process.ts';

const CASES = {
  'fixtures/garden/cases/plants.yaml': `case: 1
feed: garden/plants
options: { height: 0 }
steps:
  - step: first run
  - { step: later, clock: +PT5M }
`,
  'fixtures/garden/cases/remark.yaml': `case: 1
action: garden/remark
options: { text: It stings. }
steps:
  - step: one
    objects: [{ type: indicator, value: nettle.example, attributes: [] }]
`,
};

/** Text that stands in the definition, and what stands there instead. */
export type Edit = readonly [from: string, to: string];

const edited = (text: string, edits: readonly Edit[]): string =>
  edits.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the definition has no ${from}`);
    return result.replace(from, () => to);
  }, text);

interface Garden {
  /** What the old version has otherwise. */
  readonly old?: readonly Edit[];
  readonly files?: Readonly<Record<string, string>>;
}

/** A working folder with `definitions/garden.yaml`, and `new.yaml` beside it with the edits in it. */
export const twoGardens = (edits: readonly Edit[], { old = [], files = {} }: Garden = {}): string => {
  const cwd = flowerBed({ ...CASES, ...files });
  const path = join(cwd, 'definitions/garden.yaml');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, edited(text, old));
  writeFileSync(join(cwd, 'new.yaml'), edited(text, edits));
  return cwd;
};

/** `feedwright diff` in a folder; `git` is found where the tests find it. */
export const diff = (cwd: string, ...words: readonly string[]): ReturnType<typeof commandLine> =>
  commandLine(['diff', ...words], { cwd, env: { PATH: process.env['PATH'] ?? '' } });

export interface ShownChange {
  readonly id: string;
  readonly level: string;
  readonly of: string | null;
  readonly what: string;
  readonly count: number;
  readonly cases: readonly string[];
  readonly examples: readonly { readonly where: string | null; readonly before: string | null; readonly after: string | null }[];
}

/** What the definition with the edits changes; throws where that could not be told. */
export const changesOf = async (edits: readonly Edit[], given: Garden = {}): Promise<readonly ShownChange[]> => {
  const { stdout, stderr } = await diff(twoGardens(edits, given), 'definitions/garden.yaml', 'new.yaml', '--json');
  if (stderr !== '') throw new Error(stderr);
  return (JSON.parse(stdout) as { readonly changes: readonly ShownChange[] }).changes;
};

/** `object.gone plants indicator ×1`: all that a change is told by, but its examples. */
export const shortly = ({ id, of, what, count }: ShownChange): string => `${id} ${of ?? 'pack'} ${what} ×${count}`;
