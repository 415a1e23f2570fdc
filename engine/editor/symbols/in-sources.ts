import { expressionFacts, templateFacts } from '../../expression/definition/source-facts.ts';
import type { SourceFacts } from '../../language/basics/vocabulary.ts';
import { sourceOffset } from '../../language/yaml/source-offset.ts';
import type { Source } from '../text/tree.ts';
import type { Occurrence, SymbolKind } from './occurrence.ts';

/** Whose names stand in the sources, and what they mean there. */
export interface Surroundings {
  readonly file: string;
  readonly fileText: string;
  readonly scope: string;
  /** The endpoint around, whose arguments `$args` has. */
  readonly endpoint: string;
}

const OWNERS: Readonly<Record<string, SymbolKind>> = { user: 'option', options: 'action-option', args: 'argument' };

const known = new Map<string, SourceFacts>();
const MOST_KNOWN = 4096;

const factsOf = ({ kind, text }: Source): SourceFacts => {
  const key = `${kind} ${text}`;
  let facts = known.get(key);
  if (facts !== undefined) return facts;
  if (known.size >= MOST_KNOWN) known.clear();
  facts = kind === 'expr' ? expressionFacts(text) : templateFacts(text);
  known.set(key, facts);
  return facts;
};

/** Why the names of an expression or template can't be told; undefined where they can. */
export const faultOf = (source: Source): string | undefined => factsOf(source).error?.message;

/** Names of the definition's own in an expression or template. */
export const namesInSource = (source: Source, around: Surroundings): readonly Occurrence[] => {
  const { text, span } = source;
  const facts = factsOf(source);
  const at = (kind: SymbolKind, name: string, scope: string, offset: number): Occurrence[] => {
    if (offset < 0) return [];
    const inFile = (one: number): number => sourceOffset(around.fileText, span, text, one);
    // A name has no blanks in it, so that its characters stand side by side.
    const start = inFile(offset);
    return [{ kind, name, scope, file: around.file, span: { start, end: start + name.length }, isDeclaration: false }];
  };
  const variables = facts.variables.flatMap(({ name, path: [member], offset }) => {
    const owner = Object.hasOwn(OWNERS, name) ? OWNERS[name] : undefined;
    const start = text.indexOf(name, offset);
    if (owner === undefined) return at('variable', name, around.scope, start);
    if (member === undefined) return [];
    const scope = owner === 'option' ? '' : owner === 'argument' ? around.endpoint : around.scope;
    return at(owner, member, scope, text.indexOf(member, start + name.length));
  });
  const tables = (facts.tables ?? []).flatMap(({ name, offset }) =>
    name === undefined ? [] : at('table', name, '', text.indexOf(name, text.indexOf('(', offset))),
  );
  return [...variables, ...tables];
};
