import { loadPack } from '../../engine/language/load.ts';
import type { Loaded } from '../../engine/language/load.ts';
import { vocabulary } from './vocabulary.ts';

/** Loads a pack from texts in memory; the first file is the pack's. */
export const loadFiles = (files: Readonly<Record<string, string>>): Loaded => {
  const [first = ''] = Object.keys(files);
  return loadPack(first, vocabulary, {
    root: '.',
    read: (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
      return text;
    },
  });
};

/** `code line:column`, as a short form of what was found. */
export const shortly = ({ diagnostics }: Loaded): readonly string[] =>
  diagnostics.map(({ code, place }) => `${code} ${place.line}:${place.column}`);

/** What every pack begins with. */
export const headOf = (name: string): string => `language: 1
name: ${name}
title: Demo
version: 1.0.0
`;

/** How many lines stand before `body` in `demo`. */
export const headLines = 4;

/** A pack with what every pack needs before the text. */
export const demo = (body: string, more: Readonly<Record<string, string>> = {}): Loaded =>
  loadFiles({ 'demo.yaml': headOf('demo') + body, ...more });

/** A pack with one feed, whose text follows `source` and an entry; lines count from the feed's own first. */
export const feed = (body: string, report = '    report: { a: { type: indicator, value: !expr a } }\n'): readonly string[] => {
  const before = `user_fields: { wanted: { label: Wanted, type: boolean } }
endpoints:
  items: { request: { path: /items }, records: $ }
  item: { args: { id: string }, request: { path: !tmpl "/items/{{@args.id}}" }, record: $ }
feeds:
  main:
    title: Main
    source: items
${report}`;
  const lines = headLines + before.split('\n').length - 1;
  return demo(before + body).diagnostics.map(({ code, place }) => `${code} ${place.line - lines}:${place.column}`);
};
