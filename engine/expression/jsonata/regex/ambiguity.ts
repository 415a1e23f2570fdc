import { overlap, type CharSet } from './char-set.ts';
import type { Shape } from './parse-regex.ts';

/** A counted repetition with at least this many rounds is as bad as an endless one. */
const MANY = 8;
/** Places of an automaton beyond which the search for two ways is not made. */
const LARGE = 400;

/** The places (single characters) of a pattern, and how often one can follow another: twice means two ways. */
interface Automaton {
  readonly sets: CharSet[];
  readonly follow: Map<number, number>[];
}

/** The places that a part can begin and end with. */
interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly nullable: boolean;
}

const nothing: Part = { first: [], last: [], nullable: true };

function link(automaton: Automaton, from: readonly number[], to: readonly number[]): void {
  for (const place of from) {
    const next = automaton.follow[place];
    for (const other of to) next?.set(other, (next.get(other) ?? 0) + 1);
  }
}

function concatenate(automaton: Automaton, left: Part, right: Part): Part {
  link(automaton, left.last, right.first);
  return {
    first: left.nullable ? [...left.first, ...right.first] : left.first,
    last: right.nullable ? [...right.last, ...left.last] : right.last,
    nullable: left.nullable && right.nullable,
  };
}

function repeat(automaton: Automaton, shape: Shape & { kind: 'repeat' }): Part {
  const { body, min, max } = shape;
  if (max === 0) return nothing;
  let part = build(automaton, body);
  if (max >= MANY) link(automaton, part.last, part.first);
  else
    for (let i = 1; i < max && automaton.sets.length < LARGE; i++) {
      const next = build(automaton, body);
      part = concatenate(automaton, part, i < min ? next : { ...next, nullable: true });
    }
  return min === 0 ? { ...part, nullable: true } : part;
}

function build(automaton: Automaton, shape: Shape): Part {
  switch (shape.kind) {
    case 'chars': {
      const place = automaton.sets.push(shape.set) - 1;
      automaton.follow.push(new Map());
      return { first: [place], last: [place], nullable: false };
    }
    case 'empty':
      return nothing;
    case 'sequence':
      return shape.parts.reduce<Part>((left, part) => concatenate(automaton, left, build(automaton, part)), nothing);
    case 'choice': {
      const options = shape.options.map((option) => build(automaton, option));
      return {
        first: options.flatMap((part) => part.first),
        last: options.flatMap((part) => part.last),
        nullable: options.some((part) => part.nullable),
      };
    }
    case 'repeat':
      return repeat(automaton, shape);
    default:
      return shape satisfies never;
  }
}

/** Links looked at, in sum, beyond which a pattern is taken for a bad one without a proof. */
const BUDGET = 1_000_000;

type Links = readonly (readonly number[])[];

function backwards(follow: readonly Map<number, number>[]): Links {
  const links: number[][] = follow.map(() => []);
  for (const [from, next] of follow.entries()) for (const to of next.keys()) links[to]?.push(from);
  return links;
}

class TooComplex extends Error {}

/** Pairs of places that two ways, reading the same text, lead to from a place twice. */
class Pairs {
  readonly #sets: readonly CharSet[];
  readonly #size: number;
  #budget = BUDGET;

  constructor(sets: readonly CharSet[]) {
    this.#sets = sets;
    this.#size = sets.length;
  }

  /** Pairs that `links` lead to; backwards, it is the place left that has to read the same. */
  reach(links: Links, place: number, back: boolean): Set<number> {
    const home = place * this.#size + place;
    const seen = new Set<number>();
    const open = [home];
    for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
      const left = Math.floor(pair / this.#size);
      const right = pair % this.#size;
      if (back && !this.#agree(left, right)) continue;
      for (const l of links[left] ?? []) {
        for (const r of links[right] ?? []) {
          if (--this.#budget < 0) throw new TooComplex();
          const next = l * this.#size + r;
          if (seen.has(next) || (!back && !this.#agree(l, r))) continue;
          seen.add(next);
          open.push(next);
        }
      }
    }
    return seen;
  }

  #agree(left: number, right: number): boolean {
    return left === right || overlap(this.#sets[left] ?? [], this.#sets[right] ?? []);
  }

  /** Both places of a pair are the same. */
  same(pair: number): number | undefined {
    return pair % this.#size === Math.floor(pair / this.#size) ? pair % this.#size : undefined;
  }

  twice(place: number): number {
    return place * this.#size + place;
  }
}

/** From a place back to it on two ways with the same text: with each round the ways double. */
function loopsTwoWays(follow: Automaton['follow'], pairs: Pairs, ahead: Links, back: Links, place: number): boolean {
  const from = pairs.reach(ahead, place, false);
  if (!from.has(pairs.twice(place))) return false;
  const to = pairs.reach(back, place, true);
  for (const pair of from) {
    if (!to.has(pair)) continue;
    const same = pairs.same(pair);
    if (same === undefined) return true;
    // A link that can be taken in two manners is two ways as well.
    for (const [next, ways] of follow[same] ?? []) if (ways > 1 && (next === place || to.has(pairs.twice(next)))) return true;
  }
  return false;
}

/** Whether a text can be matched in exponentially many ways, so that a mismatch takes that many tries. */
export function isExponential(shape: Shape): boolean {
  const automaton: Automaton = { sets: [], follow: [] };
  build(automaton, shape);
  const { sets, follow } = automaton;
  if (sets.length > LARGE) return true;
  const pairs = new Pairs(sets);
  const ahead = follow.map((next) => [...next.keys()]);
  const back = backwards(follow);
  try {
    return sets.some((_set, place) => loopsTwoWays(follow, pairs, ahead, back, place));
  } catch (error) {
    if (error instanceof TooComplex) return true;
    throw error;
  }
}

/** How many endless repetitions follow each other at most: the power of the text's length that a mismatch may take. */
export function degreeOf(shape: Shape): number {
  switch (shape.kind) {
    case 'chars':
    case 'empty':
      return 0;
    case 'sequence':
      return shape.parts.reduce((sum, part) => sum + degreeOf(part), 0);
    case 'choice':
      return Math.max(0, ...shape.options.map(degreeOf));
    case 'repeat':
      return shape.max >= MANY ? Math.max(1, degreeOf(shape.body)) : degreeOf(shape.body) * Math.max(1, shape.max);
    default:
      return shape satisfies never;
  }
}
