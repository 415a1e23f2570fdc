import { findTagged } from './format/find-tagged.ts';
import type { TaggedText } from './format/find-tagged.ts';
import { rewrite } from './format/rewrite.ts';

interface FormatChange {
  /** From 1, in the text as it was. */
  readonly line: number;
  /** One sentence. */
  readonly message: string;
}

export interface Formatted {
  readonly text: string;
  readonly changes: readonly FormatChange[];
}

/**
 * Takes the traps of YAML out of a definition and leaves every other character as it is: an expression that YAML would
 * cut or misread is put in quotes or under `|-`, a comment behind one on a line of its own, a misspelt tag is mended.
 * The text need not be valid YAML before.
 */
export const formatDefinition = (text: string): Formatted => {
  const lines = text.split(/\r?\n/);
  const changes: FormatChange[] = [];
  // From the end, so that what is found before a change still stands where it was found.
  for (const found of findTagged(lines).toReversed()) {
    const edit = rewrite(found);
    if (edit === undefined) continue;
    changes.unshift({ line: found.line + 1, message: edit.message });
    apply(lines, found, edit.lines, edit.comment);
  }
  return changes.length === 0 ? { text, changes } : { text: lines.join(text.includes('\r\n') ? '\r\n' : '\n'), changes };
};

const apply = (lines: string[], found: TaggedText, replacement: readonly string[], comment: string | undefined): void => {
  const { line, start, endLine, end } = found;
  const before = (lines[line] ?? '').slice(0, start);
  const last = replacement.length - 1;
  const fresh = replacement.map(
    (text, index) => (index === 0 ? before : '') + text + (index === last ? (lines[endLine] ?? '').slice(end) : ''),
  );
  const indentation = /^\s*/.exec(before)?.[0] ?? '';
  lines.splice(line, endLine - line + 1, ...(comment === undefined ? [] : [`${indentation}${comment}`]), ...fresh);
};
