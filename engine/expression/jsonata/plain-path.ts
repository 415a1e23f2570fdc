import type { Node } from './syntax.ts';

/** More than anybody writes: what is too long is the parser's to refuse. */
const MOST_STEPS = 64;

/** A variable, a name, or one in quotes, up to the next dot or the end. */
const STEP = /(?:\$(\$|[A-Za-z_]\w*|)|((?!(?:true|false|null)\b)[A-Za-z_]\w*)|`([^`]+)`|"([^"\\]+)"|'([^'\\]+)')(\.|$)/y;

/**
 * The tree that the parser gives for names and variables with dots between them, which is what most expressions are, at a small
 * part of its cost; undefined for any other text.
 */
export function parsePlainPath(text: string): Node | undefined {
  const steps: Node[] = [];
  let last: RegExpExecArray | null;
  STEP.lastIndex = 0;
  do {
    last = STEP.exec(text);
    if (last === null || steps.length === MOST_STEPS) return undefined;
    const [, variable, name, ticked, double, single, end = ''] = last;
    const position = STEP.lastIndex - end.length;
    if (variable === undefined) steps.push({ value: name ?? ticked ?? double ?? single ?? '', type: 'name', position });
    else steps.push({ value: variable, type: 'variable', position });
  } while (last[6] === '.');
  if (steps.length > 1) return { type: 'path', steps };
  // By itself a variable is no path, and a text in quotes is just that.
  const [first] = steps;
  if (first?.type === 'variable') return first;
  return last[2] === undefined && last[3] === undefined ? undefined : { type: 'path', steps };
}
