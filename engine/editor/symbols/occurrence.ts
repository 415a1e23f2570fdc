import type { Span } from '../text/span.ts';

export type SymbolKind =
  'option' | 'action-option' | 'variable' | 'argument' | 'endpoint' | 'table' | 'fragment' | 'entry' | 'feed' | 'action' | 'file';

/** A name of the definition's own, at one of the places where it stands. */
export interface Occurrence {
  readonly kind: SymbolKind;
  readonly name: string;
  /** Where the name counts: a feed or action by its path, `*` for all that use a fragment, else nothing. */
  readonly scope: string;
  readonly file: string;
  /** Of the name itself, without quotes and signs. */
  readonly span: Span;
  readonly isDeclaration: boolean;
}

const ACTIONS = 'actions/';

/** Do names of these scopes mean the same? A `let` of the pack is seen by its actions. */
export const meets = (a: string, b: string): boolean =>
  a === b || a === '*' || b === '*' || (a === '' && b.startsWith(ACTIONS)) || (b === '' && a.startsWith(ACTIONS));

export const isSame = (a: Occurrence, b: Occurrence): boolean =>
  a.kind === b.kind && a.name === b.name && meets(a.scope, b.scope);
