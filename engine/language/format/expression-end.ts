const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The end of an expression that starts at `from` inside `{ }` or `[ ]`: the comma or bracket that is not its own. */
export const expressionEnd = (text: string, from: number): number => {
  const open: string[] = [];
  for (let at = from; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"' || char === "'" || char === '`') at = quoteEnd(text, at);
    else if (closing[char] !== undefined) open.push(closing[char]);
    else if (open.length === 0 && (char === ',' || char === '}' || char === ']')) return at;
    else if (char === open.at(-1)) open.pop();
  }
  return text.length;
};

/** The closing quote; where there is none, the quote itself. */
export const quoteEnd = (text: string, start: number): number => {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at;
  }
  return start;
};
