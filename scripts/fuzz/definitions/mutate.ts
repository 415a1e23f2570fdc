/** Ways to spoil a file: bytes, tokens, lines, blocks, values, and what is deep, long or unusual. */
import type { Random } from '../random.ts';
import { BYTES, EXPRESSION_PIECES, JSON_PIECES, YAML_PIECES } from './words.ts';

/** Gives the spoilt text; `other` is another file's. */
type Mutation = (text: string, random: Random, other: string) => string;

const cut = (text: string, from: number, to: number, between: string): string => text.slice(0, from) + between + text.slice(to);

const within = (text: string, random: Random): number => random.below(text.length + 1);

const range = (text: string, random: Random, most: number): readonly [number, number] => {
  const from = within(text, random);
  return [from, Math.min(text.length, from + random.below(most + 1))];
};

type Part = readonly [from: number, to: number];

/** Where the pattern is found; where it ends in a group, where that group is. */
const partsOf = (text: string, pattern: RegExp): readonly Part[] =>
  [...text.matchAll(pattern)].map(({ index, 0: found, 1: end = found }) => [
    index + found.length - end.length,
    index + found.length,
  ]);

const textsOf = (text: string, pattern: RegExp): readonly string[] => partsOf(text, pattern).map((part) => text.slice(...part));

const atMatch =
  (pattern: RegExp, change: (found: string, random: Random, text: string) => string): Mutation =>
  (text, random) => {
    const parts = partsOf(text, pattern);
    if (parts.length === 0) return text;
    const part = random.pick(parts);
    return cut(text, ...part, change(text.slice(...part), random, text));
  };

const TOKEN = /[\w$]+|'[^'\n]*'|"[^"\n]*"|[^\s\w$]/g;
const KEY = /^[ \t]*(?:- )?([\w-]+)(?=\??:)/gm;
const VALUE = /^[ \t]*(?:- )?[\w-]+\??:[ \t]+([^\s#][^\n]*)/gm;
/** What stands behind `!expr`, in quotes or not, and below `|-`. */
const EXPRESSION = /!expr (?:"|'|\|-\n\s*)?([^"'\n]+)/g;

const lines =
  (change: (all: string[], random: Random) => void): Mutation =>
  (text, random) => {
    const all = text.split('\n');
    change(all, random);
    return all.join('\n');
  };

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** A line with all that is indented more below it. */
const blockAt = (all: readonly string[], at: number): number => {
  let end = at + 1;
  while (end < all.length && (all[end]?.trim() === '' || indentOf(all[end] ?? '') > indentOf(all[at] ?? ''))) end++;
  return end - at;
};

const moved = (block: readonly string[], by: number): string[] =>
  block.map((line) => (by >= 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, indentOf(line)))));

const moveBlock = (keep: boolean): Mutation =>
  lines((all, random) => {
    const at = random.below(all.length);
    const size = blockAt(all, at);
    const block = keep ? all.slice(at, at + size) : all.splice(at, size);
    const to = random.below(all.length + 1);
    const by = random.chance(0.7) ? indentOf(all[to] ?? '') - indentOf(block[0] ?? '') : random.between(-4, 4);
    all.splice(to, 0, ...moved(block, by));
  });

/** So deep that it is refused, or just not. */
const depth = (random: Random): number => random.pick([2, 10, 60, 64, 65, 127, 129, 400, 5000]);
const length = (random: Random): number => random.pick([200, 5000, 70_000, 300_000]);

const wrapped = (found: string, random: Random): string => {
  const deep = depth(random);
  const [open, close] = random.pick([['[', ']'], ['{a: ', '}'], ['- '], ['? '], ['(', ')'], ['"', '"'], ['{{', '}}']] as const);
  return open.repeat(deep) + found + (close ?? '').repeat(random.chance(0.8) ? deep : random.below(deep));
};

const longer = (found: string, random: Random): string => {
  const long = length(random);
  const piece = random.pick([
    'a',
    'a.',
    '$',
    '(',
    '[a',
    '{{a}}',
    ' ',
    '\t',
    'a, ',
    'a: ',
    "'",
    '\\',
    'é',
    '😀',
    '1',
    '-',
    'a ?? ',
    'a ? ',
    'a & ',
    '?:',
    '`',
  ]);
  return random.chance(0.5) ? piece.repeat(Math.ceil(long / piece.length)) : found + piece.repeat(Math.ceil(long / piece.length));
};

const inserted =
  (pieces: readonly string[]): Mutation =>
  (text, random) => {
    const at = within(text, random);
    return cut(text, at, at, random.pick(pieces));
  };

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a character less': (text, random) => cut(text, ...range(text, random, 1), ''),
  'a part less': (text, random) => cut(text, ...range(text, random, 200), ''),
  'a part twice': (text, random) => {
    const [from, to] = range(text, random, 200);
    const at = within(text, random);
    return cut(text, at, at, text.slice(from, to));
  },
  'an end less': (text, random) => text.slice(0, within(text, random)),
  'another character': (text, random) => {
    const at = within(text, random);
    return cut(text, at, at + 1, String.fromCharCode(random.chance(0.8) ? random.between(9, 126) : random.below(0xd800)));
  },
  'a token less': atMatch(TOKEN, () => ''),
  'a token twice': atMatch(TOKEN, (found) => `${found} ${found}`),
  'another token': atMatch(TOKEN, (_found, random, text) => random.pick(text.match(TOKEN) ?? [''])),
  'a piece of YAML for a token': atMatch(TOKEN, (_found, random) => random.pick(YAML_PIECES)),
  'a piece of YAML': inserted(YAML_PIECES),
  'a line less': lines((all, random) => void all.splice(random.below(all.length), 1)),
  'a line twice': lines((all, random) => {
    const at = random.below(all.length);
    all.splice(random.below(all.length), 0, all[at] ?? '');
  }),
  'two lines swapped': lines((all, random) => {
    const [one, two] = [random.below(all.length), random.below(all.length)];
    [all[one], all[two]] = [all[two] ?? '', all[one] ?? ''];
  }),
  'a line moved in or out': lines((all, random) => {
    const at = random.below(all.length);
    all[at] = moved([all[at] ?? ''], random.between(-4, 4))[0] ?? '';
  }),
  'a tab for blanks': atMatch(/^ +/gm, () => '\t'),
  'other ends of lines': (text, random) => text.replaceAll('\n', random.pick(['\r\n', '\r', '\n\n', '\u2028', '\u0085'])),
  'a block moved': moveBlock(false),
  'a block twice': moveBlock(true),
  'a block less': lines((all, random) => {
    const at = random.below(all.length);
    all.splice(at, blockAt(all, at));
  }),
  'two keys swapped': (text, random) => {
    const keys = partsOf(text, KEY);
    if (keys.length === 0) return text;
    const [one, two] = [random.pick(keys), random.pick(keys)].toSorted(([a], [b]) => b - a) as [Part, Part];
    return cut(cut(text, ...one, text.slice(...two)), ...two, text.slice(...one));
  },
  'another key': atMatch(KEY, (_found, random, text) => random.pick([...textsOf(text, KEY), ...YAML_PIECES])),
  'another value': atMatch(VALUE, (_found, random, text) => random.pick([...textsOf(text, VALUE), ...YAML_PIECES])),
  'no value': atMatch(VALUE, () => ''),
  'a value in brackets': atMatch(VALUE, wrapped),
  'a long value': atMatch(VALUE, longer),
  'an anchor and its aliases': (text, random) => {
    const anchored = atMatch(VALUE, (found) => `&a ${found}`)(text, random, '');
    return atMatch(VALUE, () => '*a')(anchored, random, '');
  },
  'a piece of JSONata': atMatch(EXPRESSION, (found, random) => inserted(EXPRESSION_PIECES)(found, random, '')),
  'a piece of JSONata for a token': atMatch(EXPRESSION, (found, random) =>
    atMatch(TOKEN, () => random.pick(EXPRESSION_PIECES))(found, random, ''),
  ),
  'an expression in brackets': atMatch(EXPRESSION, wrapped),
  'a long expression': atMatch(EXPRESSION, longer),
  'a half of another file': (text, random, other) => text.slice(0, within(text, random)) + other.slice(within(other, random)),
  'a block of another file': (text, random, other) => {
    const [all, theirs] = [text.split('\n'), other.split('\n')];
    const at = random.below(theirs.length);
    const to = random.below(all.length);
    const block = theirs.slice(at, at + blockAt(theirs, at));
    all.splice(to, random.below(2), ...moved(block, indentOf(all[to] ?? '') - indentOf(block[0] ?? '')));
    return all.join('\n');
  },
  'another file behind it': (text, random, other) => text + random.pick(['', '\n', '\n---\n', '\n...\n']) + other,
};

export const JSON_MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a character less': MUTATIONS['a character less'] as Mutation,
  'a part less': MUTATIONS['a part less'] as Mutation,
  'an end less': MUTATIONS['an end less'] as Mutation,
  'another character': MUTATIONS['another character'] as Mutation,
  'another token': MUTATIONS['another token'] as Mutation,
  'a value for a token': atMatch(/"[^"\n]*"|[\d.]+|true|false|null|[[\]{}]/g, (_found, random) => random.pick(JSON_PIECES)),
  'a piece of JSON': inserted(JSON_PIECES),
  'another member': atMatch(/"[^"\n]*"(?=\s*:)/g, (_found, random, text) =>
    random.pick([...(text.match(/"[^"\n]*"(?=\s*:)/g) ?? []), '"__proto__"', '""', '"a.b"']),
  ),
  'a value in brackets': atMatch(/"[^"\n]*"|\d+/g, (found, random) => {
    const deep = depth(random);
    return random.chance(0.5) ? '['.repeat(deep) + found + ']'.repeat(deep) : '{"a":'.repeat(deep) + found + '}'.repeat(deep);
  }),
  'a long value': atMatch(/(?<=")[^"\n]*(?=")/g, (found, random) => found + 'a'.repeat(length(random))),
  'a half of another file': MUTATIONS['a half of another file'] as Mutation,
};

export interface Mutated {
  readonly bytes: Buffer;
  /** The names of what was done. */
  readonly ways: readonly string[];
}

const spoiltBytes = (bytes: Buffer, random: Random): Buffer => {
  if (random.chance(0.1)) return Buffer.from(`${random.chance(0.5) ? '\ufeff' : ''}${bytes.toString('utf8')}`, 'utf16le');
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(BYTES)), bytes.subarray(at + random.below(3))]);
};

/** One to three ways at once. */
export function mutated(text: string, other: string, mutations: Readonly<Record<string, Mutation>>, random: Random): Mutated {
  const ways = random.times(1, random.chance(0.6) ? 1 : 3, () => random.pick(Object.keys(mutations)));
  const spoilt = ways.reduce(
    (before, way) => (before === '' ? before : (mutations[way]?.(before, random, other) ?? before)),
    text,
  );
  const bytes = Buffer.from(spoilt, 'utf8');
  return random.chance(0.06) ? { bytes: spoiltBytes(bytes, random), ways: [...ways, 'bytes'] } : { bytes, ways };
}
