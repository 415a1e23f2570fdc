import { isMissing, present, textArgument, wrongArgument, type DefinitionFunction } from '../function.ts';

export const values: DefinitionFunction = {
  name: 'values',
  summary: 'The values of a cell that holds several, as a list, trimmed, blank ones left out; a list is taken as it is.',
  note: 'One for each of several values',
  signature: {
    args: [
      { name: 'cell', type: 'any', docs: 'A text, cut at `;` and `|`, or at commas where it has neither; or a list.' },
      { name: 'delimiters', type: 'text', docs: 'Cut at any of these characters instead.', optional: true },
    ],
    result: 'list',
  },
  examples: [
    { call: `$values('spam; botnet|phishing')`, result: ['spam', 'botnet', 'phishing'] },
    { call: `$values('spam, botnet')`, result: ['spam', 'botnet'] },
    { call: `$values(['spam', ' '])`, result: ['spam'] },
    { call: `$values('a b', ' ')`, result: ['a', 'b'] },
  ],
  call(cell, delimiters = null) {
    if (isMissing(cell)) return undefined;
    if (typeof cell === 'string') return split(cell, textArgument('values', delimiters) ?? usual(cell));
    const found: unknown[] = [];
    for (const value of present([cell])) {
      if (typeof value === 'object') throw wrongArgument('values', 'a text or a list of plain values', value);
      found.push(typeof value === 'string' ? value.trim() : value);
    }
    return found;
  },
};

const usual = (text: string): string => (text.includes(';') || text.includes('|') ? ';|' : ',');

/** Quotes around one value are left away. */
function split(text: string, delimiters: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !delimiters.includes(text.charAt(at))) continue;
    const piece = text.slice(start, at).trim();
    const value = piece.length > 1 && piece.startsWith('"') && piece.endsWith('"') ? piece.slice(1, -1).trim() : piece;
    if (value !== '') found.push(value);
    start = at + 1;
  }
  return found;
}
