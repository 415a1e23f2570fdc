/** Misspells the vendor's names in the paths of definitions, one at a time, and looks whether `validate` finds it at its place. */
import { readFileSync } from 'node:fs';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { PathChecks } from '../../engine/inference/findings/path-checks.ts';
import { inferPack } from '../../engine/inference/infer-pack.ts';
import type { Diagnostic, Place } from '../../engine/language/basics/place.ts';
import { findPacks } from '../../engine/language/find-packs.ts';
import { loadPack } from '../../engine/language/load.ts';
import { SourceFile } from '../../engine/language/source-file.ts';
import { segmentsOf } from './segments.ts';

export interface Mutation {
  readonly place: Place;
  readonly name: string;
  readonly written: string;
  /** A sample shows what the name is a member of. */
  readonly sampled: boolean;
}

export interface Outcome extends Mutation {
  /** `collision`: the misspelt name is one that the samples have as well. */
  readonly is: 'found' | 'missed' | 'collision';
}

const vocabulary = createVocabulary();

interface Checked {
  readonly checks: PathChecks;
  readonly findings: readonly Diagnostic[];
  readonly unsampled: readonly string[];
}

/** What `validate` says of packs, with one file's text replaced. */
const check = async (
  files: readonly string[],
  root: string,
  replaced?: { readonly file: string; readonly text: string },
): Promise<Checked> => {
  const checks = new PathChecks();
  const findings: Diagnostic[] = [];
  const unsampled: string[] = [];
  for (const file of files) {
    const loaded = loadPack(file, vocabulary, {
      root,
      read: (path) => (path === replaced?.file ? replaced.text : readFileSync(path, 'utf8')),
    });
    findings.push(...loaded.diagnostics);
    if (loaded.pack !== undefined) unsampled.push(...(await inferPack(loaded.pack, root, checks)));
  }
  return { checks, findings: [...findings, ...checks.findings()], unsampled };
};

const at = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** A letter more, a letter less, another case. */
const misspellings = (name: string): readonly string[] => {
  const middle = Math.ceil(name.length / 2);
  const more = `${name.slice(0, middle)}${name.charAt(middle - 1)}${name.slice(middle)}`;
  const less = name.slice(0, middle - 1) + name.slice(middle);
  const [letter] = /\p{L}/u.exec(name) ?? [];
  const swapped = letter === letter?.toLowerCase() ? letter?.toUpperCase() : letter?.toLowerCase();
  const otherCase = letter === undefined || swapped === undefined ? name : name.replace(letter, swapped);
  return [more, less, otherCase].filter((one) => one !== name && /^[\p{L}_]/u.test(one));
};

interface Planned {
  readonly mutations: readonly Mutation[];
  /** Names in paths of the engine's own variables (`$user.days`), of what no sample can show, and of what calls are sent. */
  readonly others: number;
  /** Endpoints with records of which no sample shows anything. */
  readonly unsampled: readonly string[];
  readonly files: readonly string[];
  readonly root: string;
}

/** Every misspelling of every name in a path over what the vendor sends. */
export const planMutations = async (root: string): Promise<Planned> => {
  const files = findPacks(root).packs.map(({ file }) => file);
  const { checks, unsampled } = await check(files, root);
  const known = new Map(checks.segments().map((one) => [at(one.place), one.is]));
  const packs = files.flatMap((file) => loadPack(file, vocabulary, { root }).pack ?? []);
  const all = packs.flatMap(segmentsOf);
  const segments = [...new Map(all.map((one) => [at(one.place), one])).values()];
  const vendors = segments.filter(({ isVendors }) => isVendors);
  const mutations = vendors.flatMap(({ place, name }) =>
    misspellings(name).map((written) => ({ place, name, written, sampled: known.get(at(place)) === 'known' })),
  );
  return { mutations, others: segments.length - vendors.length, unsampled, files, root };
};

/** Tries one. */
export const tryMutation = async (mutation: Mutation, { files, root }: Planned): Promise<Outcome> => {
  const { place, name, written } = mutation;
  const text = readFileSync(place.file, 'utf8');
  const offset = offsetOf(text, place);
  const quoted = /^[`"']/.test(text.slice(offset)) ? 1 : 0;
  if (!text.startsWith(name, offset + quoted)) throw new Error(`There is no ${name} at ${at(place)}.`);
  const replaced = {
    file: place.file,
    text: text.slice(0, offset + quoted) + written + text.slice(offset + quoted + name.length),
  };
  // What several packs include is judged by all of them.
  const { checks, findings } = await check(files.includes(place.file) ? [place.file] : files, root, replaced);
  if (findings.some((one) => at(one.place) === at(place))) return { ...mutation, is: 'found' };
  const is = checks.segments().find((one) => at(one.place) === at(place))?.is;
  return { ...mutation, is: is === 'known' ? 'collision' : 'missed' };
};

const offsetOf = (text: string, place: Place): number => {
  const file = new SourceFile(place.file, text);
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { line, column } = file.placeAt(middle);
    if (line < place.line || (line === place.line && column < place.column)) low = middle + 1;
    else high = middle;
  }
  return low;
};
