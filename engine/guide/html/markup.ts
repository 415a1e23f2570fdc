/** Markup out of templates in which everything is text, unless a template made it. */
import { harmless } from '../../api/wording/harmless.ts';
import { escapedMarkup } from '../../api/wording/markup.ts';

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | null | undefined | false | readonly Part[];

/** Lines and tabs stay; what reorders, hides or controls is spelt out. */
const escaped = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .split(/([\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : escapedMarkup(harmless(part))))
    .join('');

const written = (part: Part): string => {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  return typeof part === 'object' ? part.map(written).join('') : escaped(String(part));
};

/** A template's own text without its indentation, each template once. */
const lean = new WeakMap<TemplateStringsArray, readonly string[]>();
const leanOf = (strings: TemplateStringsArray): readonly string[] => {
  const known = lean.get(strings) ?? strings.map((string) => string.replaceAll(/\n\s*/g, '\n'));
  lean.set(strings, known);
  return known;
};

/** Attributes must stand in double quotes. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(
    leanOf(strings)
      .map((string, index) => string + written(parts[index]))
      .join(''),
  );

/** A text in which a part between backticks is code. */
export const prose = (text: string): Markup =>
  new Markup(
    text
      .split(/`([^`\n]+)`/)
      .map((part, index) => (index % 2 === 0 ? html`${part}` : html`<code>${part}</code>`).text)
      .join(''),
  );

/** What is longer is a column of its own on most screens. */
const LONG_PIECE = 18;

/** A name or path that may be broken at its joints, and within long names where a word begins. */
export const breakable = (text: string): Part => {
  const pieces = text
    .split(/(?<=[./_])/)
    .flatMap((piece) => (piece.length > LONG_PIECE ? piece.split(/(?<=[a-z])(?=[A-Z])/) : [piece]));
  return joined(pieces, new Markup('<wbr>'));
};

/** The parts with `between` in between. */
export const joined = (parts: readonly Part[], between: Part): readonly Part[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));
