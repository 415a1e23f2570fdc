/** Cases of the corpus: small edits of a base, written as people read a change. `README.md` beside this file says how. */

export interface Case {
  readonly why: string;
  readonly code: string;
  /** Of the base; undefined: its definition. */
  readonly file: string | undefined;
  readonly from: string;
  /** With `▸` before the character that the finding is about, unless `at` says where that is. */
  readonly to: string;
  /** A text of the changed file with the mark in it. */
  readonly at: string | undefined;
}

export const MARK = '▸';

const SIGNS = ['#', '!', '@', '-', '+', '='] as const;
type Sign = (typeof SIGNS)[number];

export const readCases = (text: string): readonly Case[] =>
  text
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const of = new Map<Sign, string[]>();
      for (const line of block.replace(/\n$/, '').split('\n')) {
        const sign = SIGNS.find((one) => line === one || line.startsWith(`${one} `));
        if (sign === undefined) throw new Error(`no line of a case: ${line}`);
        of.set(sign, [...(of.get(sign) ?? []), line.slice(2)]);
      }
      const all = (sign: Sign): string => (of.get(sign) ?? []).join('\n');
      return {
        why: all('#'),
        code: all('!'),
        file: of.get('@')?.[0],
        from: all('-'),
        to: all('+'),
        at: of.get('=')?.join('\n'),
      };
    });

/** Where the mark stands in a text, and the text without it. */
export const unmarked = (text: string): { readonly text: string; readonly offset: number } => {
  const offset = text.indexOf(MARK);
  return { text: text.replace(MARK, ''), offset };
};

/** The one place of a part in a text. */
export const onlyPlaceOf = (part: string, text: string): number => {
  const first = text.indexOf(part);
  if (first < 0) throw new Error(`nowhere in the base: ${part}`);
  if (text.includes(part, first + 1)) throw new Error(`more than once in the base: ${part}`);
  return first;
};
