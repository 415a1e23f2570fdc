import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Node } from 'yaml';
import type { Place } from '../basics/place.ts';
import type { Resolved } from './resolved.ts';

/** As YAML that means the same, each value with a comment that says where it is written. */
export const writeResolved = (definition: Resolved, where: (place: Place) => string): string =>
  new Document(nodeOf(definition, where)).toString({ lineWidth: 0, singleQuote: true });

const nodeOf = (part: Resolved, where: (place: Place) => string): Node => {
  switch (part.kind) {
    case 'map': {
      const map = new YAMLMap();
      for (const [name, member] of part.members) map.items.push(new Pair(new Scalar(name), nodeOf(member, where)));
      return commentedIfEmpty(map, part, where);
    }
    case 'list': {
      const list = new YAMLSeq();
      for (const item of part.items) list.items.push(nodeOf(item, where));
      return commentedIfEmpty(list, part, where);
    }
    case 'scalar': {
      const scalar = new Scalar(part.value);
      if (part.tag !== undefined) {
        scalar.tag = `!${part.tag}`;
        // A comment on the line of a plain expression would be a trap.
        scalar.type = String(part.value).includes('\n') ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE';
      }
      scalar.comment = ` ${where(part.place)}`;
      return scalar;
    }
    default:
      return part satisfies never;
  }
};

const commentedIfEmpty = (node: YAMLMap | YAMLSeq, { place }: Resolved, where: (place: Place) => string): Node => {
  if (node.items.length === 0) node.comment = ` ${where(place)}`;
  return node;
};

export interface ResolvedValue {
  /** Names and indices from the root, with dots between them. */
  readonly path: string;
  readonly value: unknown;
  readonly tag?: 'expr' | 'tmpl';
  readonly place: Place;
}

/** The same as a list of values. */
export function* valuesOf(part: Resolved, path = ''): Generator<ResolvedValue> {
  const below = (name: string | number): string => (path === '' ? String(name) : `${path}.${name}`);
  if (part.kind === 'scalar')
    yield { path, value: part.value, ...(part.tag === undefined ? {} : { tag: part.tag }), place: part.place };
  else if (part.kind === 'map') for (const [name, member] of part.members) yield* valuesOf(member, below(name));
  else for (const [index, item] of part.items.entries()) yield* valuesOf(item, below(index));
}
