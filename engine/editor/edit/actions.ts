import { CodeActionKind, type CodeAction, type Diagnostic as Shown, type TextEdit } from 'vscode-languageserver/node';
import { escapePattern } from '../../language/escape-pattern.ts';
import { fileLimits } from '../../language/files.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import { shownFinding } from '../findings/diagnose.ts';
import { replacementsIn } from '../findings/replacements.ts';
import { viewOf } from '../project/pack-view.ts';
import { packsOf } from '../project/packs-of.ts';
import type { Workspace } from '../project/workspace.ts';
import { documentOf, rangeOf, uriOf, type Span } from '../text/span.ts';
import { wordAt } from '../text/word-at.ts';

/** What can be done about findings of a file. */
export const actionsFor = (workspace: Workspace, file: string, findings: readonly Diagnostic[]): readonly CodeAction[] =>
  findings.flatMap((finding) => {
    const shown = shownFinding(workspace, finding);
    return [
      ...replacements(workspace, file, finding, shown),
      ...optional(workspace, file, finding, shown),
      ...ignored(workspace, file, finding, shown),
    ];
  });

const action = (file: string, title: string, shown: Shown, edits: TextEdit[], isPreferred = false): CodeAction => ({
  title,
  kind: CodeActionKind.QuickFix,
  diagnostics: [shown],
  isPreferred,
  edit: { changes: { [uriOf(file)]: edits } },
});

/** What the hint says was meant, in place of what stands there. */
const replacements = (workspace: Workspace, file: string, finding: Diagnostic, shown: Shown): readonly CodeAction[] => {
  const text = workspace.text(file) ?? '';
  const all = replacementsIn(finding.hint);
  return all.flatMap((name) => {
    const span = meantBy(text, finding, name);
    if (span === undefined) return [];
    const written = text.slice(span.start, span.end);
    const quote = /^["'`]/.exec(written)?.[0] ?? '';
    const newText = quote !== '' && written.endsWith(quote) && !/^["'`]/.test(name) ? `${quote}${name}${quote}` : name;
    return [action(file, `Write ${name}`, shown, [{ range: rangeOf(text, span), newText }], all.length === 1)];
  });
};

/** Where the name that is wrong stands: at the place of the finding, or else on its line, where it stands there once, or once in quotes. */
const meantBy = (text: string, { place, message }: Diagnostic, replacement: string): Span | undefined => {
  const span = wordAt(text, place, replacement.split('.').length);
  const names = [...message.matchAll(/`[$@]*([^`]+)`/g)].map(([, name = '']) => name);
  // A text of several words, or a zone.
  const whole = names.find((name) => /[ /]/.test(name) && text.startsWith(name, span.start));
  if (whole !== undefined) return { start: span.start, end: span.start + whole.length };
  const written = text.slice(span.start, span.end).replace(/^["'`](.*)["'`]$/s, '$1');
  if (names.length === 0 || names.some((name) => written.endsWith(name) || name.startsWith(written))) return span;
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const line = text.slice(start, start + 2000).split('\n', 1)[0] ?? '';
  const [name = ''] = names;
  const found = [...line.matchAll(new RegExp(`(?<![\\w-])${escapePattern(name)}(?![\\w-])`, 'g'))];
  const quoted = found.filter(
    ({ index }) => /^["']/.test(line.slice(index - 1)) && line[index - 1] === line[index + name.length],
  );
  const [only, second] = found.length === 1 ? found : quoted;
  if (only === undefined || second !== undefined) return undefined;
  return { start: start + only.index, end: start + only.index + name.length };
};

const OFFER = /`optional: \[([^\]`]+)\]` of the endpoint `([^`]+)`/;

/** The vendor sends it, though no sample shows it: said at the endpoint. */
const optional = (workspace: Workspace, file: string, { hint }: Diagnostic, shown: Shown): readonly CodeAction[] => {
  const [, path, endpoint] = OFFER.exec(hint ?? '') ?? [];
  if (path === undefined || endpoint === undefined) return [];
  return packsOf(workspace, file).flatMap((pack) => {
    const view = viewOf(workspace, pack);
    const holder = view.at(['endpoints', endpoint]) ?? view.at(['actions', endpoint]);
    if (holder === undefined) return [];
    const edit = optionalEdit(view.at([...holder.path, 'optional']), holder, path);
    return edit === undefined ? [] : [action(holder.file, `Say that the vendor sends ${path}`, shown, [edit])];
  });
};

type Placed = NonNullable<ReturnType<ReturnType<typeof viewOf>['at']>>;

const optionalEdit = (list: Placed | undefined, holder: Placed, path: string): TextEdit | undefined => {
  const { text } = holder.tree;
  const insert = (at: number, newText: string): TextEdit => ({ range: rangeOf(text, { start: at, end: at }), newText });
  if (list !== undefined) {
    const { span } = list.entry;
    const isFlow = text[span.start] === '[';
    const isEmpty = isFlow && text.slice(span.start + 1, span.end - 1).trim() === '';
    if (isFlow) return insert(span.end - 1, isEmpty ? path : `, ${path}`);
    const column = span.start - (text.lastIndexOf('\n', span.start - 1) + 1);
    return insert(span.start, `- ${path}\n${' '.repeat(column)}`);
  }
  const { span, kind } = holder.entry;
  if (kind !== 'map') return undefined;
  if (text[span.start] === '{') return insert(span.start + 1, ` optional: [${path}],`);
  const column = span.start - (text.lastIndexOf('\n', span.start - 1) + 1);
  return insert(span.start, `optional: [${path}]\n${' '.repeat(column)}`);
};

/** A comment above the line that says why the finding is none; the author writes why. */
const ignored = (
  workspace: Workspace,
  file: string,
  { code, severity, place }: Diagnostic,
  shown: Shown,
): readonly CodeAction[] => {
  const text = workspace.text(file) ?? '';
  if (severity === 'error' || code.startsWith('ignore.') || text.length > fileLimits.definition) return [];
  const start = documentOf(text).offsetAt({ line: lineAbove(text, place.line - 1), character: 0 });
  const indentation = /^[ \t]*/.exec(text.slice(start, start + 400))?.[0] ?? '';
  const newText = `${indentation}# feedwright-ignore ${code}: why\n`;
  return [action(file, `Silence ${code} here`, shown, [{ range: rangeOf(text, { start, end: start }), newText }])];
};

/** Within the lines of a block a comment would be text: the line with its header, from 0. */
const lineAbove = (text: string, line: number): number => {
  const lines = text.split('\n', line + 1);
  const depth = (at: number): number => /^\s*/.exec(lines[at] ?? '')?.[0].length ?? 0;
  for (let at = line - 1; at >= 0 && line - at < 200; at--) {
    if ((lines[at] ?? '').trim() === '' || depth(at) >= depth(line)) continue;
    return /[|>][-+0-9]*\s*(?:#.*)?$/.test(lines[at] ?? '') ? at : line;
  }
  return line;
};
