import type { TaggedText } from './find-tagged.ts';
import { quoteEnd } from './expression-end.ts';

export interface Rewritten {
  /** The tag and its text; the first goes behind what stands before the tag. */
  readonly lines: readonly string[];
  /** A comment that moves to a line of its own, before it. */
  readonly comment: string | undefined;
  readonly message: string;
}

/** Undefined where nothing has to change. */
export const rewrite = (found: TaggedText): Rewritten | undefined => {
  const { text: all, comment } = found.text.length === 1 ? splitComment(found) : { text: found.text, comment: undefined };
  const [first = ''] = all;
  if (isBlock(first) || isQuoted(first))
    return found.written === found.tag && comment === undefined ? undefined : changed(found, all, comment);
  if (!needsQuotes(all, found))
    return found.written === found.tag && comment === undefined ? undefined : changed(found, all, comment);
  return {
    ...changed(found, quoted(all, found), comment),
    message: `${found.tag === '!expr' ? 'An expression' : 'A template'} that YAML may misread is put in quotes.`,
  };
};

const changed = (found: TaggedText, text: readonly string[], comment: string | undefined): Rewritten => ({
  lines: [
    `${found.tag} ${text[0] ?? ''}`.trimEnd(),
    ...(text.length > 1 && text[0]?.startsWith('|') !== true
      ? text.slice(1).map((one) => `${' '.repeat(found.indentation + 2)}${one}`)
      : text.slice(1)),
  ],
  comment,
  message:
    comment === undefined
      ? `The tag \`${found.written}\` is written \`${found.tag}\`.`
      : 'A comment behind an expression moves to a line of its own.',
});

const isBlock = (text: string): boolean => /^[|>][-+0-9]*\s*(#.*)?$/.test(text);

/** One YAML quote and nothing behind it. */
const isQuoted = (text: string): boolean => {
  if (text.startsWith('"')) return quoteEnd(text, 0) === text.length - 1 && text.length > 1;
  return /^'(?:[^']|'')*'$/.test(text);
};

/** `#` behind a blank is YAML's comment, unless it binds an index (`#$i`) or stands in a text of the expression. */
const splitComment = ({
  text: [text = ''],
  flow,
  tag,
}: TaggedText): { readonly text: readonly string[]; readonly comment: string | undefined } => {
  if (flow || isBlock(text)) return { text: [text], comment: undefined };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if ((char === '"' || (char === "'" && tag === '!expr') || char === '`') && (at === 0 || tag === '!expr'))
      at = quoteEnd(text, at);
    else if (char === '#' && at > 0 && /\s/.test(text[at - 1] ?? '') && text[at + 1] !== '$')
      return { text: [text.slice(0, at).trimEnd()], comment: text.slice(at) };
  }
  return { text: [text], comment: undefined };
};

const needsQuotes = (lines: readonly string[], { tag, flow }: TaggedText): boolean => {
  const text = lines.join(' ');
  if (/^[`%@&*!|>{}[\]"'#,?-]/.test(text) && !/^[?-]\S/.test(text)) return true;
  if (/: |:$| #/.test(text)) return true;
  return tag === '!expr' ? /[,#?"']/.test(text) : flow && /[,[\]{}]/.test(text);
};

const quoted = (lines: readonly string[], { flow, indentation }: TaggedText): readonly string[] => {
  const [first = ''] = lines;
  if (lines.length > 1 || (!flow && /"|\\/.test(first) && first.includes("'")))
    return ['|-', ...lines.map((one) => (one === '' ? '' : `${' '.repeat(indentation + 2)}${one}`))];
  if (!/["\\]/.test(first)) return [`"${first}"`];
  return [`'${first.replaceAll("'", "''")}'`];
};
