import { basename } from 'node:path';
import { nearest } from './basics/nearest.ts';
import type { Diagnostic } from './basics/place.ts';
import { fileLimits } from './files.ts';
import type { Loaded } from './load.ts';
import { readPlain } from './plain-file.ts';
import { readBytes } from './yaml/text-bytes.ts';

/** Findings over files among definitions that are none, and that none of the loaded ones takes in. */
export const strays = (files: readonly string[], loaded: readonly Loaded[]): readonly Diagnostic[] => {
  const taken = new Set(loaded.flatMap(({ texts }) => [...texts.keys()]));
  // One that can't be used may not have got as far as the files that it names.
  const broken = loaded.flatMap(({ pack, texts }) => (pack === undefined ? [...texts.values()] : []));
  const named = broken.flatMap((text) => (text.match(/[\w.-]+/g) ?? []).filter((word) => word.includes('.')));
  return files
    .filter((file) => !taken.has(file) && nearest(basename(file), named, () => 2) === undefined)
    .map((file) => stray(file, loaded.length > 0));
};

const stray = (file: string, hasOthers: boolean): Diagnostic => {
  const text = textOf(file);
  const keys = [...text.matchAll(/^["']?([a-z_]+)["']?[ \t]*:/gim)].map(([, key = '']) => key);
  const near = keys.find((key) => nearest(key, ['language']) !== undefined);
  const why = text.trim() === '' ? 'it is empty' : `it has no \`language:\`${hasOthers ? ', and no definition takes it in' : ''}`;
  return Object.freeze({
    code: 'file.no-definition',
    severity: 'warning',
    message: `The file is no definition: ${why}.`,
    place: Object.freeze({ file, line: 1, column: 1 }),
    hint:
      near === undefined
        ? 'Start it with `language: 1`, name it where it belongs (`connection: ./connection.yaml`), or move it elsewhere.'
        : `Did you mean \`language\` by \`${near}\`?`,
  });
};

const textOf = (file: string): string => {
  try {
    return readBytes(readPlain(file, fileLimits.definition)).text;
  } catch {
    return '';
  }
};
