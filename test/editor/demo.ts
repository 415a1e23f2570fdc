/** A folder with a pack of an invented vendor: the complete example of `--explain`, with samples that have records. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Workspace } from '../../engine/editor/project/workspace.ts';
import { worldAt } from '../../scripts/complete/world.ts';
import { base } from '../cli/author/explained/base.ts';

export const DEMO = 'definitions/demo.yaml';

const record = (id: string, domain: string, score: number): object => ({
  id,
  domain,
  score,
  kind: 'm',
  risk: '1',
  changed_at: '2026-01-07T00:00:00Z',
  contact: { mail: `abuse@${domain}`, phone: null },
  labels: [{ text: 'invented', colour: 'red' }],
});

const more: Readonly<Record<string, string>> = {
  'fixtures/demo/list.json': JSON.stringify({
    data: [record('1', 'one.example', 7), record('2', 'two.example', 9)],
    next_page: 'b2',
  }),
  'fixtures/demo/cases/first.yaml': `case: 1
title: One run.
feed: demo/cases
options: { minimum: 7 }
steps:
  - step: first run
    expect: { objects: none }
`,
};

/** The line of the definition that holds a text, from 1. */
export const lineOf = (part: string): number => (base[DEMO] ?? '').slice(0, (base[DEMO] ?? '').indexOf(part)).split('\n').length;

export const makeDemo = (files: Readonly<Record<string, string>> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'editor-'));
  for (const [file, text] of Object.entries({ ...base, ...more, ...files })) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
};

/** A workspace over such a folder, without a server. */
export const openDemo = (files?: Readonly<Record<string, string>>) => {
  const folder = makeDemo(files);
  const workspace = new Workspace(worldAt(folder), {});
  const path = (file: string): string => join(folder, file);
  return {
    folder,
    workspace,
    path,
    text: (file: string) => readFileSync(path(file), 'utf8'),
    /** Puts `to`, with the cursor at its `¦`, in place of `from`, as one who is typing does; gives the offset of the cursor. */
    type: (from: string, to: string, file = DEMO): number => {
      const text = readFileSync(path(file), 'utf8');
      const marked = text.replace(from, () => to);
      if (marked === text && from !== to) throw new Error(`there is no ${from}`);
      const at = marked.indexOf('¦', text.indexOf(from));
      workspace.put(path(file), marked.slice(0, at) + marked.slice(at + 1));
      return at;
    },
  };
};
