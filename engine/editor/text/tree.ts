import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node, type Pair, type Scalar } from 'yaml';
import type { ScalarSpan } from '../../language/yaml/scalar-span.ts';
import { tooMuchAt } from '../../language/yaml/measure.ts';
import type { Span } from './span.ts';

/** Keys and indices on the way from the root. */
export type Path = readonly (string | number)[];

export interface Source {
  readonly kind: 'expr' | 'tmpl';
  readonly text: string;
  readonly span: ScalarSpan;
}

/** A value of a YAML text. */
export interface Entry {
  readonly path: Path;
  /** Of the key as it is written, quotes included; an item of a list has none. */
  readonly key: Span | undefined;
  readonly span: Span;
  readonly kind: 'map' | 'list' | 'scalar';
  /** Of a scalar. */
  readonly value: unknown;
  /** Of `!expr` and `!tmpl`. */
  readonly source: Source | undefined;
}

/** What stands where in a YAML text, as far as it can be read: a text that is being typed mostly has mistakes. */
export interface Tree {
  readonly text: string;
  /** In the order of the text. */
  readonly entries: readonly Entry[];
  readonly isBroken: boolean;
  at(path: Path): Entry | undefined;
  /** Names of the members of a map. */
  keysAt(path: Path): readonly string[];
}

const TAGS = ['!expr', '!tmpl'].map((tag) => ({ tag, resolve: (text: string): string => text }));
const DEEPEST = 64;

const parsed = (text: string): Document | undefined => {
  if (tooMuchAt(text) !== undefined) return undefined;
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      customTags: TAGS,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

export const treeOf = (text: string): Tree => {
  const document = parsed(text);
  const entries: Entry[] = [];
  visit(document?.contents as Node | null | undefined, [], undefined, entries);
  const keyOf = (path: Path): string => JSON.stringify(path.map(String));
  const byPath = new Map(entries.map((entry) => [keyOf(entry.path), entry]));
  return {
    text,
    entries,
    isBroken: document === undefined || document.errors.length > 0,
    at: (path) => byPath.get(keyOf(path)),
    keysAt: (path) =>
      entries
        .filter(
          (one) => one.path.length === path.length + 1 && path.every((key, index) => String(one.path[index]) === String(key)),
        )
        .map((one) => String(one.path.at(-1))),
  };
};

const visit = (node: Node | null | undefined, path: Path, key: Span | undefined, entries: Entry[]): void => {
  if (node === null || node === undefined) {
    if (key !== undefined) entries.push({ path, key, span: { start: key.end, end: key.end }, ...NOTHING });
    return;
  }
  if (path.length > DEEPEST || isAlias(node)) return;
  const span = spanOf(node);
  if (isMap(node)) {
    entries.push({ path, key, span, kind: 'map', value: undefined, source: undefined });
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      if (!isScalar(pair.key)) continue;
      const at = spanOf(pair.key);
      visit(pair.value, [...path, pair.key.source ?? String(pair.key.value)], at, entries);
    }
  } else if (isSeq(node)) {
    entries.push({ path, key, span, kind: 'list', value: undefined, source: undefined });
    for (const [index, item] of node.items.entries()) visit(item as Node, [...path, index], undefined, entries);
  } else if (isScalar(node)) entries.push({ path, key, span, kind: 'scalar', value: node.value, source: sourceOf(node, span) });
};

const NOTHING = { kind: 'scalar', value: null, source: undefined } as const;

const spanOf = (node: Node): Span => ({ start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 });

const STYLES: Readonly<Record<string, ScalarSpan['style']>> = {
  QUOTE_DOUBLE: 'double',
  QUOTE_SINGLE: 'single',
  BLOCK_FOLDED: 'block',
  BLOCK_LITERAL: 'block',
};

const sourceOf = (node: Scalar, span: Span): Source | undefined => {
  if (node.tag !== '!expr' && node.tag !== '!tmpl') return undefined;
  const kind = node.tag === '!expr' ? 'expr' : 'tmpl';
  return { kind, text: String(node.value ?? ''), span: { ...span, style: STYLES[node.type ?? ''] ?? 'plain' } };
};
