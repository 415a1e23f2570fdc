/** Lines in which two texts differ. */
import { isMap, isScalar, parseDocument, visit } from 'yaml';

export interface ChangedLine {
  readonly kind: 'removed' | 'added';
  /** From 1, in the text that it is of. */
  readonly number: number;
  readonly text: string;
}

/** From the first line that differs to the last one. */
export const changedLines = (before: string, after: string): readonly ChangedLine[] => {
  const [old, now] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  let top = 0;
  while (top < old.length && top < now.length && old[top] === now[top]) top++;
  let bottom = 0;
  while (bottom < old.length - top && bottom < now.length - top && old.at(-1 - bottom) === now.at(-1 - bottom)) bottom++;
  const lines = (all: readonly string[], kind: ChangedLine['kind']): readonly ChangedLine[] =>
    all.slice(top, all.length - bottom).map((text, index) => ({ kind, number: top + index + 1, text }));
  return [...lines(old, 'removed'), ...lines(now, 'added')];
};

const SECRET = /secret|token|key|password|passphrase|credential/i;

/** The text with `***` for what stands under a name that is a secret's; a reference to a file or variable is none. */
export const maskedText = (text: string, secretNames: ReadonlySet<string>): string => {
  const ranges: (readonly [number, number])[] = [];
  visit(parseDocument(text), {
    Pair: (_, { key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      if (!(secretNames.has(name) || SECRET.test(name)) || isMap(value)) return;
      visit(value as never, {
        Scalar: (__, { value: is, range }) => {
          if (range && is !== null && !/^\$\{(?:file|env):[^}]*\}$/.test(String(is))) ranges.push([range[0], range[1]]);
        },
      });
    },
  });
  return ranges
    .toSorted(([a], [b]) => b - a)
    .reduce(
      (masked, [from, to]) => `${masked.slice(0, from)}***${masked.slice(from + masked.slice(from, to).trimEnd().length)}`,
      text,
    );
};
