import { TemplateError } from './template-error.ts';

const MARKER = /^Parse error on line (\d+):\n(.*)\n-*\^/;
const ELLIPSIS = '...';

/** Handlebars' own complaint, with its place found again: it tells a line and up to twenty characters before the fault. */
export function syntaxError(error: unknown, source: string, lineOffsets: readonly number[]): TemplateError {
  const { message, lineNumber, column } = error as { message?: unknown; lineNumber?: unknown; column?: unknown };
  const marked = MARKER.exec(String(message));
  if (marked === null) {
    const line = typeof lineNumber === 'number' ? (lineOffsets[lineNumber - 1] ?? 0) : 0;
    return complaint(line + (typeof column === 'number' ? column : 0), error);
  }
  const excerpt = marked[2] ?? '';
  const seen = excerpt.slice(0, marked[0].length - marked[0].lastIndexOf('\n') - 2).replace(ELLIPSIS, '');
  const line = lineOffsets[Number(marked[1]) - 1] ?? 0;
  return complaint(endOf(seen, source, line) ?? line, error);
}

/** The offset behind `seen`, which lacks the line ends of the source, at or behind the start of the line. */
function endOf(seen: string, source: string, line: number): number | undefined {
  const kept = [...source.matchAll(/[^\n]/g)].map((character) => character.index);
  const before = kept.filter((offset) => offset < line).length;
  const found = source.replaceAll('\n', '').indexOf(seen, Math.max(0, before - seen.length));
  return found < 0 ? undefined : (kept[found + seen.length] ?? source.length);
}

function complaint(offset: number, cause: unknown): TemplateError {
  const hint = 'Write {{field}}, {{@variable.name}} or {{helper argument}}; a brace that is text is written \\{{.';
  return new TemplateError('syntax', 'The template is not well formed here.', offset, hint, cause);
}
