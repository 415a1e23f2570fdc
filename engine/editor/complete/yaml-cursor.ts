import type { Span } from '../text/span.ts';
import { treeOf, type Path, type Tree } from '../text/tree.ts';

/** What is being written at a place of a YAML text that is no expression. */
export interface YamlCursor {
  readonly is: 'key' | 'value';
  /** Of a key, that of the map; of a value its own. */
  readonly path: Path;
  /** The part of the text that an offer takes the place of. */
  readonly span: Span;
  /** A map or list in brackets. */
  readonly isFlow: boolean;
  /** There is a value behind the key already. */
  readonly hasValue: boolean;
  /** An item of a list, which may become a map or a plain value. */
  readonly isItem: boolean;
  /** The text with something whole in place of what is being written. */
  readonly tree: Tree;
}

const MARK = 'feedwright-cursor';
const MOST_LOOKED_BACK = 4000;

/** The innermost bracket that is open before the cursor, and what stands behind it or its last comma. */
const bracketBefore = (text: string): { readonly sign: string; readonly rest: string } | undefined => {
  const open: { sign: string; from: number }[] = [];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    const starts = at === 0 || /[\s,[{:-]/.test(text[at - 1] ?? '');
    if (starts && (sign === '"' || sign === "'")) {
      const end = text.indexOf(sign, at + 1);
      if (end < 0) return undefined;
      at = end;
    } else if (sign === '#' && (at === 0 || /\s/.test(text[at - 1] ?? ''))) {
      const end = text.indexOf('\n', at);
      if (end < 0) return undefined;
      at = end;
    } else if ((sign === '{' || sign === '[') && (starts || open.length > 0)) open.push({ sign, from: at + 1 });
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',' && open.length > 0) open[open.length - 1] = { sign: open.at(-1)?.sign ?? '', from: at + 1 };
  }
  const last = open.at(-1);
  return last === undefined ? undefined : { sign: last.sign, rest: text.slice(last.from) };
};

/** Where a value in brackets may have begun: behind the last key of the root, and brackets seldom stay open for long. */
const lookedBack = (text: string, offset: number): string => {
  const part = text.slice(Math.max(0, offset - MOST_LOOKED_BACK), offset);
  const top = [...part.matchAll(/^[^\s#\-}\]]/gm)].at(-1)?.index;
  return part.slice(top ?? 0);
};

type Shape = Pick<YamlCursor, 'is' | 'isFlow' | 'isItem'> & { readonly written: string };

const shapeAt = (text: string, offset: number): Shape | undefined => {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  if (/(?:^|\s)#/.test(line)) return undefined;
  const flow = bracketBefore(lookedBack(text, offset));
  const of = (is: Shape['is'], written: string, isItem = false): Shape => ({ is, written, isFlow: flow !== undefined, isItem });
  if (flow !== undefined) {
    const value = /^\s*["']?[\w.-]+\??["']?:\s+([^\s,]*)$/.exec(flow.rest)?.[1];
    if (value !== undefined) return of('value', value);
    const word = /^\s*([\w.?-]*)$/.exec(flow.rest)?.[1];
    return word === undefined ? undefined : flow.sign === '{' ? of('key', word) : of('value', word);
  }
  const key = /^\s*((?:-\s+)*)([\w.?-]*)$/.exec(line);
  if (key !== null) return of('key', key[2] ?? '', key[1] !== '');
  const value = /^\s*(?:-\s+)*["']?[\w.-]+\??["']?:[ \t]+([^\s]*)$/.exec(line)?.[1];
  return value === undefined ? undefined : of('value', value);
};

export const yamlCursor = (text: string, offset: number): YamlCursor | undefined => {
  const shape = shapeAt(text, offset);
  if (shape === undefined) return undefined;
  const start = offset - shape.written.length;
  const end = offset + (/^[\w.?-]*/.exec(text.slice(offset, offset + 200))?.[0].length ?? 0);
  const hasValue = /^["']?[ \t]*:/.test(text.slice(end, end + 40));
  const mark = shape.is === 'value' || hasValue ? MARK : `${MARK}:${shape.isFlow ? ' 0' : ''}`;
  const tree = treeOf(text.slice(0, start) + mark + text.slice(end));
  const { is, isFlow, isItem } = shape;
  const found = tree.entries.find(({ path, value, key }) =>
    is === 'key' ? key !== undefined && path.at(-1) === MARK : value === MARK,
  );
  if (found === undefined) return undefined;
  return { is, isFlow, isItem, hasValue, tree, span: { start, end }, path: is === 'key' ? found.path.slice(0, -1) : found.path };
};
