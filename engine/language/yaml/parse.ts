import { isAlias, isMap, isScalar, parseDocument } from 'yaml';
import type { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Findings } from '../basics/findings.ts';
import type { SourceFile } from '../source-file.ts';
import { tooMuchAt } from './measure.ts';
import { isPlainNumber, scalarValue } from './scalar.ts';
import { membersOf, remember } from './positions.ts';
import type { Container, Member } from './positions.ts';
import { Tagged } from './tagged.ts';
import type { ScalarSpan } from './scalar-span.ts';
import { explainParseErrors, mergeKey, trapsOfPair, trapsOfTagged, unknownTag } from './traps.ts';

/** Aliases are unfolded up to so many nodes in one file, and nesting goes so deep. */
const limits = { nodes: 100_000, depth: 64 } as const;

const tagNames = ['!expr', '!tmpl'] as const;
const customTags = tagNames.map((tag) => ({ tag, resolve: (text: string): string => text }));

/**
 * YAML text as plain maps, lists, scalars and `Tagged`; every map and list remembers its place. The traps that the
 * language names are findings. Undefined where the text is no YAML. Merge keys `<<` are followed: a member that stands
 * in the map wins over a merged one, an earlier map of a list over a later one.
 */
export const parseYaml = (source: SourceFile, findings: Findings): unknown => {
  try {
    const much = tooMuchAt(source.text);
    if (much !== undefined) throw new TooMuch(much);
    const document = parseDocument(source.text, {
      version: '1.2',
      schema: 'core',
      customTags,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
    if (!explainParseErrors(document, source, findings)) return undefined;
    return document.contents === null ? null : new Converter(source, findings).convert(document.contents as Node, 0);
  } catch (error) {
    if (error instanceof TooMuch || error instanceof RangeError) {
      findings.error(
        'yaml.too-large',
        source.placeAt(error instanceof TooMuch ? error.at : 0),
        `The file nests or repeats more than a definition needs (${limits.depth} levels, ${limits.nodes} nodes with aliases unfolded).`,
        'Flatten it, or move parts to files of their own.',
      );
      return undefined;
    }
    throw error;
  }
};

/** The tags of YAML's core schema; the parser knows some more, for bytes, dates and sets. */
const coreTags = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

class TooMuch extends Error {
  readonly at: number;
  constructor(at: number) {
    super('too much');
    this.at = at;
  }
}

class Converter {
  readonly #source: SourceFile;
  readonly #findings: Findings;
  readonly #anchors = new Map<string, Node>();
  readonly #open = new Set<Node>();
  #nodes = 0;

  constructor(source: SourceFile, findings: Findings) {
    this.#source = source;
    this.#findings = findings;
  }

  convert(node: Node, depth: number): unknown {
    const at = startOf(node);
    if (depth > limits.depth || ++this.#nodes > limits.nodes) throw new TooMuch(at);
    if (isAlias(node)) return this.#alias(node, depth);
    if (node.tag?.startsWith('tag:') === true && !coreTags.test(node.tag)) {
      unknownTag(
        `!!${node.tag.replace(/^.*:/, '')}`,
        this.#source.placeAt(this.#source.text.lastIndexOf('!!', at)),
        this.#findings,
      );
      return null;
    }
    if ('anchor' in node && typeof node.anchor === 'string') this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#scalar(node);
    // That the tag stands on no text was reported.
    const tagged = tagNames.find((tag) => tag === node.tag);
    if (tagged !== undefined) return this.#unreadable(tagged === '!tmpl' ? 'tmpl' : 'expr', node);
    this.#open.add(node);
    try {
      return isMap(node) ? this.#map(node, depth) : this.#list(node as YAMLSeq<Node>, depth);
    } finally {
      this.#open.delete(node);
    }
  }

  #alias(alias: Alias, depth: number): unknown {
    const target = this.#anchors.get(alias.source);
    if (target !== undefined && !this.#open.has(target)) return this.convert(target, depth);
    const what = target === undefined ? 'has no anchor before it' : 'stands inside its own anchor';
    this.#findings.error(
      'yaml.bad-alias',
      this.#source.placeAt(startOf(alias)),
      `The alias \`*${alias.source}\` ${what}.`,
      'An anchor `&name` must be complete before `*name` can repeat it.',
    );
    return null;
  }

  #scalar(node: Scalar): unknown {
    if (!/^![^!]/.test(node.tag ?? '')) return scalarValue(node);
    // An unknown tag was already reported: taken as the likeliest one, so that one slip is one finding.
    const kind = node.tag === '!tmpl' ? 'tmpl' : 'expr';
    const tagged = new Tagged(kind, String(node.value ?? ''), this.#source, spanOf(node));
    trapsOfTagged(tagged, spanOf(node), this.#source, this.#findings);
    return tagged;
  }

  /** Of which nothing more is said. */
  #unreadable(kind: Tagged['kind'], node: Node): Tagged {
    const at = startOf(node);
    return new Tagged(kind, '', this.#source, { start: at, end: at, style: 'plain' });
  }

  #list(node: YAMLSeq<Node>, depth: number): Container {
    const members = new Map<string, Member>();
    const items = node.items.map((item, index) => {
      const at = startOf(item);
      members.set(String(index), { key: at, value: at, spelling: spellingOf(item), typedKey: index });
      return this.convert(item, depth + 1);
    });
    remember(items, { source: this.#source, start: startOf(node), members });
    return items;
  }

  #map(node: YAMLMap, depth: number): Container {
    const members = new Map<string, Member>();
    const map = Object.create(null) as Record<string, unknown>;
    const merged: Container[] = [];
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      if (trapsOfPair(pair, node, this.#source, this.#findings)) {
        // The text before it may have lost its end.
        const [last] = [...members.keys()].slice(-1);
        const value = last === undefined ? undefined : map[last];
        if (last !== undefined && value instanceof Tagged) map[last] = this.#unreadable(value.kind, pair.key);
        continue;
      }
      const key = this.#key(pair);
      if (key === undefined) continue;
      const at = startOf(pair.key);
      if (members.has(key)) {
        this.#findings.error(
          'yaml.duplicate-key',
          this.#source.placeAt(at),
          `The key \`${key}\` stands twice in the same map.`,
          'Remove one of the two: YAML would silently keep only the last.',
        );
      }
      const value = pair.value === null ? null : this.convert(pair.value, depth + 1);
      const isLost = isAlias(pair.value) && value === null && this.#anchors.get(pair.value.source) === undefined;
      if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
        mergeKey(this.#source.placeAt(at), this.#findings);
        merged.push(...this.#mergeSources(value, at));
        continue;
      }
      members.set(key, {
        key: at,
        value: pair.value === null ? at : startOf(pair.value),
        spelling: spellingOf(pair.value),
        typedKey: (pair.key as Scalar).value as Member['typedKey'],
      });
      // What an alias should have repeated was reported: the member is there, and has no value.
      if (!isLost) map[key] = value;
    }
    for (const other of merged) this.#mergeInto(map, members, other as Readonly<Record<string, unknown>>);
    remember(map, { source: this.#source, start: startOf(node), members });
    return map;
  }

  #mergeSources(value: unknown, at: number): Container[] {
    const all = (Array.isArray(value) ? value : [value]) as unknown[];
    const maps = all.filter(
      (one): one is Container => typeof one === 'object' && one !== null && !Array.isArray(one) && !(one instanceof Tagged),
    );
    if (maps.length !== all.length)
      this.#findings.error(
        'yaml.bad-merge',
        this.#source.placeAt(at),
        'The merge key `<<` takes a map or a list of maps.',
        'Write `<<: *name` with the anchor `&name` on a map.',
      );
    return maps;
  }

  #mergeInto(map: Record<string, unknown>, members: Map<string, Member>, other: Readonly<Record<string, unknown>>): void {
    for (const [key, member] of membersOf(other)) {
      if (members.has(key)) continue;
      members.set(key, member);
      map[key] = other[key];
    }
  }

  #key(pair: Pair<Node, Node | null>): string | undefined {
    const key = isAlias(pair.key) ? this.#anchors.get(pair.key.source) : pair.key;
    // A number as a key keeps its spelling; `True` is the key `true`, for a look-up compares by text.
    if (isScalar(key) && key.value !== null && key.tag === undefined) return isPlainNumber(key) ? key.source : String(key.value);
    this.#findings.error(
      'yaml.bad-key',
      this.#source.placeAt(startOf(pair.key)),
      'A key must be a text without a tag.',
      'Put a key with special characters in quotes.',
    );
    return undefined;
  }
}

const startOf = (node: Node | null): number => node?.range?.[0] ?? 0;

const spellingOf = (node: Node | null): string | undefined => (isScalar(node) && isPlainNumber(node) ? node.source : undefined);

const spanOf = (node: Scalar): ScalarSpan => {
  const [start, end] = node.range ?? [0, 0];
  const style =
    node.type === 'QUOTE_DOUBLE'
      ? 'double'
      : node.type === 'QUOTE_SINGLE'
        ? 'single'
        : node.type === 'PLAIN' || node.type === undefined
          ? 'plain'
          : 'block';
  return { start, end, style };
};
