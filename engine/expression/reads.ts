import type { Native } from './callable.ts';
import { walk, type Node } from './syntax.ts';

/** A name in the text, with the character (from 0) where the parser puts it. */
export interface Place {
  readonly name: string;
  readonly position: number;
}

/** What an expression needs to see, from its text alone. */
export interface Reads {
  /** Paths of member names from the root of the input. */
  readonly paths: readonly (readonly string[])[];
  /** The whole input may be read. */
  readonly all: boolean;
  /** Variables that the expression expects from outside. */
  readonly variables: readonly string[];
  /** Functions that it calls or names. */
  readonly functions: readonly string[];
  readonly variablePlaces: readonly Place[];
  readonly functionPlaces: readonly Place[];
}

export function readsOf(root: Node, globals: ReadonlyMap<string, Native>): Reads {
  const places: Place[] = [];
  for (const { node } of walk(root)) if (node.type === 'variable') places.push({ name: node.value, position: node.position ?? 0 });
  const functionPlaces = places.filter(({ name }) => globals.has(name));
  const variablePlaces = places.filter(({ name }) => !globals.has(name) && name !== '' && name !== '$');
  const names = (list: readonly Place[]): string[] => [...new Set(list.map(({ name }) => name))];
  return { paths: [], all: true, variables: names(variablePlaces), functions: names(functionPlaces), variablePlaces, functionPlaces };
}
