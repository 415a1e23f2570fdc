/** A set of UTF-16 units as ranges in order, without overlap. */
export type CharSet = readonly (readonly [from: number, to: number])[];

const LAST = 0xffff;

export function union(...sets: readonly CharSet[]): CharSet {
  const ranges = sets.flat().sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

export function inverse(set: CharSet): CharSet {
  const rest: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (from > next) rest.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= LAST) rest.push([next, LAST]);
  return rest;
}

export function overlap(left: CharSet, right: CharSet): boolean {
  let l = 0;
  let r = 0;
  for (let a = left[l], b = right[r]; a !== undefined && b !== undefined; a = left[l], b = right[r]) {
    if (a[1] < b[0]) l++;
    else if (b[1] < a[0]) r++;
    else return true;
  }
  return false;
}

function caseOf(code: number): CharSet {
  const text = String.fromCharCode(code);
  return [text.toLowerCase(), text.toUpperCase()]
    .filter((other) => other.length === 1)
    .map((other) => [other.charCodeAt(0), other.charCodeAt(0)] as const);
}

/** One unit, in both cases where case does not count. */
export function unit(code: number, ignoreCase: boolean): CharSet {
  const own: CharSet = [[code, code]];
  return ignoreCase ? union(own, caseOf(code)) : own;
}

/** A range of a class; where case does not count, its letters in both cases. */
export function range(from: number, to: number, ignoreCase: boolean): CharSet {
  const own: CharSet = [[from, to]];
  if (!ignoreCase || to - from > 1024) return own;
  return union(own, ...Array.from({ length: to - from + 1 }, (_, i) => caseOf(from + i)));
}

const digit: CharSet = [[0x30, 0x39]];
const word: CharSet = union(digit, [[0x41, 0x5a]], [[0x5f, 0x5f]], [[0x61, 0x7a]]);
const space: CharSet = union(
  [[9, 13]],
  [[32, 32]],
  [[0xa0, 0xa0]],
  [[0x1680, 0x1680]],
  [[0x2000, 0x200a]],
  [[0x2028, 0x2029]],
  [[0x202f, 0x202f]],
  [[0x205f, 0x205f]],
  [[0x3000, 0x3000]],
  [[0xfeff, 0xfeff]],
);

export const anything: CharSet = [[0, LAST]];
export const noNewline: CharSet = inverse(union([[10, 10]], [[13, 13]], [[0x2028, 0x2029]]));

/** The classes written with a letter: `\d`, `\w`, `\s` and their opposites. */
export const letterClasses: Readonly<Record<string, CharSet>> = {
  d: digit,
  D: inverse(digit),
  w: word,
  W: inverse(word),
  s: space,
  S: inverse(space),
};
