import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Location, Range } from 'vscode-languageserver/node';
import { pathToFileURL } from 'node:url';

/** A part of a text: from the first offset to before the second. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const isWithin = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** The text with the way between offsets and lines; positions count UTF-16 units from 0, as the protocol does. */
export const documentOf = (text: string): TextDocument => TextDocument.create('', 'yaml', 0, text);

export const rangeOf = (text: string, { start, end }: Span): Range => {
  const document = documentOf(text);
  return { start: document.positionAt(start), end: document.positionAt(end) };
};

export const uriOf = (file: string): string => pathToFileURL(file).href;

export const locationOf = (file: string, text: string, span: Span): Location => ({
  uri: uriOf(file),
  range: rangeOf(text, span),
});

/** The characters of a name, without the quotes around it. */
export const unquoted = (text: string, { start, end }: Span): Span =>
  /^["']/.test(text.slice(start, end)) ? { start: start + 1, end: end - 1 } : { start, end };
