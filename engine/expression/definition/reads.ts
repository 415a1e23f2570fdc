import type { Native } from '../jsonata/calling/callable.ts';
import { needsOf, type Needs } from './needs.ts';
import { ReadsFinder } from './reads-finder.ts';
import type { Node } from '../jsonata/syntax.ts';

/** A name in the text; `position` is the character (from 0) where its `$` stands. */
export interface Place {
  readonly name: string;
  readonly position: number;
}

/** What an expression reads of its input, from its text alone. */
export interface InputReads {
  /** Paths of member names from the root of the input; lists on the way are not counted. No path lies within another. */
  readonly paths: readonly (readonly string[])[];
  /** The whole input may be read, so `paths` tells nothing. */
  readonly all: boolean;
}

/** What an expression needs to see, from its text alone. */
export interface Reads extends InputReads {
  /** It gives the same for the same input and variables, whenever it is evaluated: nothing in it asks for the time or chance. */
  readonly pure: boolean;
  /** Variables that the expression expects from outside. */
  readonly variables: readonly string[];
  /** Functions from outside that it calls or names, known ones or not. */
  readonly functions: readonly string[];
  readonly variablePlaces: readonly Place[];
  readonly functionPlaces: readonly Place[];
  /** Members of the input that it cannot do without. */
  readonly needs: Needs;
}

function within(path: readonly string[], outer: readonly string[]): boolean {
  return path.length > outer.length && outer.every((name, i) => path[i] === name);
}

const unique = (places: readonly Place[]): string[] => [...new Set(places.map(({ name }) => name))];

const inputReads = (finder: ReadsFinder): InputReads => {
  const found = [...finder.paths.values()];
  const all = finder.all || found.some((path) => path.length === 0);
  return { paths: all ? [] : found.filter((path) => !found.some((other) => within(path, other))), all };
};

const findReads = (root: Node, globals: ReadonlyMap<string, Native>): ReadsFinder => {
  const finder = new ReadsFinder(globals);
  finder.read(root);
  return finder;
};

export const inputReadsOf = (root: Node, globals: ReadonlyMap<string, Native>): InputReads =>
  inputReads(findReads(root, globals));

export function readsOf(root: Node, globals: ReadonlyMap<string, Native>): Reads {
  const finder = findReads(root, globals);
  const inOrder = (places: readonly Place[]): Place[] => places.toSorted((a, b) => a.position - b.position);
  const variablePlaces = inOrder(finder.variables);
  const functionPlaces = inOrder(finder.functions);
  return {
    ...inputReads(finder),
    pure: functionPlaces.every(({ name }) => globals.get(name)?.pure === true),
    variables: unique(variablePlaces),
    functions: unique(functionPlaces),
    variablePlaces,
    functionPlaces,
    needs: needsOf(root),
  };
}
