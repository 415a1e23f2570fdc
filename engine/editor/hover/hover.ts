import { MarkupKind, type Hover } from 'vscode-languageserver/node';
import { explanationOf } from '../../api/explain/registry.ts';
import { shownExample } from '../../api/explain/explanation.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import { groundOf } from '../complete/complete.ts';
import type { ContextFinder } from '../expression/contexts.ts';
import { viewOf } from '../project/pack-view.ts';
import { packsOf } from '../project/packs-of.ts';
import type { Workspace } from '../project/workspace.ts';
import { schemaDocs } from '../schema/schema-text.ts';
import { nameAt } from '../symbols/occurrences.ts';
import { optionDocs } from '../symbols/option-docs.ts';
import { isWithin, rangeOf, type Span } from '../text/span.ts';
import { sourceAt } from '../text/source-at.ts';
import { wordAt } from '../text/word-at.ts';
import { docsInSource } from './in-source.ts';

interface Told {
  readonly span: Span;
  /** Markdown. */
  readonly text: string;
}

/** What is known of what stands at an offset; `findings`: those that are shown of the file. */
export const hoverAt = async (
  workspace: Workspace,
  finder: ContextFinder,
  file: string,
  offset: number,
  findings: readonly Diagnostic[],
): Promise<Hover | undefined> => {
  const { text } = workspace.tree(file);
  const told = [
    ...(await toldInSource(workspace, finder, file, offset)),
    ...toldOfName(workspace, file, offset),
    ...toldOfKey(workspace, file, offset),
    ...findings.flatMap((one) => explained(text, one, offset)),
  ];
  const [first] = told;
  if (first === undefined) return undefined;
  const value = told.map((one) => one.text).join('\n\n---\n\n');
  return { contents: { kind: MarkupKind.Markdown, value }, range: rangeOf(text, first.span) };
};

const toldInSource = async (
  workspace: Workspace,
  finder: ContextFinder,
  file: string,
  offset: number,
): Promise<readonly Told[]> => {
  const source = sourceAt(workspace.tree(file), offset);
  if (source === undefined) return [];
  const docs = docsInSource(source, await finder.at(file, source));
  if (docs === undefined) return [];
  const start = source.inFile(docs.span.start);
  return [{ span: { start, end: start + docs.span.end - docs.span.start }, text: docs.text }];
};

const toldOfName = (workspace: Workspace, file: string, offset: number): readonly Told[] => {
  const name = nameAt(workspace, file, offset);
  if (name === undefined || name.isDeclaration || (name.kind !== 'option' && name.kind !== 'action-option')) return [];
  const docs = packsOf(workspace, file)
    .map((one) => optionDocs(viewOf(workspace, one), name.name))
    .find((one) => one !== undefined);
  return docs === undefined ? [] : [{ span: name.span, text: `${docs.docs}\n\n(${docs.detail})` }];
};

const toldOfKey = (workspace: Workspace, file: string, offset: number): readonly Told[] => {
  const entry = workspace.tree(file).entries.findLast(({ key }) => key !== undefined && isWithin(key, offset));
  const ground = entry?.key === undefined ? undefined : groundOf(workspace, file);
  if (entry?.key === undefined || ground === undefined) return [];
  const text = schemaDocs(ground.schemas(entry.path));
  return text === '' ? [] : [{ span: entry.key, text: `**${String(entry.path.at(-1))}**\n\n${text}` }];
};

const explained = (text: string, { code, place }: Diagnostic, offset: number): readonly Told[] => {
  const span = wordAt(text, place);
  const found = explanationOf(code);
  if (found === undefined || !isWithin(span, offset)) return [];
  const example = (which: string): string => `\`\`\`yaml\n${shownExample(which)}\n\`\`\``;
  return [{ span, text: `**${code}**: ${found.why}\n\nGives it:\n${example(found.bad)}\nInstead:\n${example(found.good)}` }];
};
