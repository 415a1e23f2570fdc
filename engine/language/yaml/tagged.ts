import type { Place } from '../basics/place.ts';
import type { SourceFile } from '../source-file.ts';
import type { Expr, Tmpl } from '../basics/value.ts';
import { firstOffset, sourceOffset } from './source-offset.ts';

/** Where a tagged scalar's own characters stand in the file, quotes and block indentation included. */
export interface ScalarSpan {
  readonly start: number;
  readonly end: number;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

/** What `!expr` and `!tmpl` become: the text is taken as it is, its meaning is for the rooms to the right. */
export class Tagged {
  readonly kind: 'expr' | 'tmpl';
  readonly source: string;
  readonly place: Place;
  readonly #file: SourceFile;
  readonly #span: ScalarSpan;

  constructor(kind: 'expr' | 'tmpl', source: string, file: SourceFile, span: ScalarSpan) {
    this.kind = kind;
    this.source = source;
    this.#file = file;
    this.#span = span;
    this.place = file.placeAt(firstOffset(file.text, span, source));
    Object.freeze(this);
  }

  placeAt(offset: number): Place {
    return this.#file.placeAt(sourceOffset(this.#file.text, this.#span, this.source, offset));
  }

  /** Inside `{ }` or `[ ]` and for plain scalars YAML ends a value at characters that an expression may need. */
  get isPlain(): boolean {
    return this.#span.style === 'plain';
  }
}

export const isTagged = (node: unknown): node is Expr | Tmpl => node instanceof Tagged;
export const isExpr = (node: unknown): node is Expr => node instanceof Tagged && node.kind === 'expr';
export const isTmpl = (node: unknown): node is Tmpl => node instanceof Tagged && node.kind === 'tmpl';
