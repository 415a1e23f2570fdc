import { expressionFacts } from '../../engine/expression/definition/source-facts.ts';
import { parse } from '../../engine/expression/jsonata/parse.ts';
import { defaultLimits } from '../../engine/expression/jsonata/run.ts';
import { offersInSource } from '../../engine/editor/complete/complete.ts';
import { ContextFinder, type Contexts } from '../../engine/editor/expression/contexts.ts';
import { allPacks } from '../../engine/editor/project/packs-of.ts';
import { Workspace } from '../../engine/editor/project/workspace.ts';
import { sourceAt } from '../../engine/editor/text/source-at.ts';
import { rangeOf } from '../../engine/editor/text/span.ts';
import type { Entry, Source } from '../../engine/editor/text/tree.ts';
import { inferExpression } from '../../engine/inference/expression/infer.ts';
import { segmentOffset } from '../../engine/inference/expression/segment.ts';
import { worldAt } from './world.ts';

/** A name in an expression of a definition. */
interface Name {
  /** As an editor offers it. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** A cursor in a name: what stands behind it has not been written yet. */
export interface Tried {
  readonly place: string;
  readonly before: string;
  readonly label: string;
  readonly isOffered: boolean;
}

/** Names that are known from the samples, and those that the definition and the language have. */
const namesIn = ({ text }: Source, { types }: Contexts): readonly Name[] => {
  const facts = expressionFacts(text);
  if (facts.error !== undefined) return [];
  const found = new Map<number, Name>();
  const note = (label: string, start: number, length: number): void =>
    void found.set(start, { label, start, end: start + length });
  for (const { name, path, offset } of facts.variables) {
    note(`$${name}`, offset, name.length + 1);
    const [member] = path;
    if (member !== undefined && (name === 'user' || name === 'args' || name === 'options'))
      note(member, text.indexOf(member, offset + name.length + 1), member.length);
  }
  for (const { name, offset } of facts.functions) note(`$${name}`, offset, name.length + 1);
  for (const { context, variables } of types)
    inferExpression(parse(text, defaultLimits), context, variables, (node, is) => {
      const start = segmentOffset(node, text);
      // Within quotes the cursor stands behind the first of them.
      const quote = /^["'`]/.test(text.slice(start)) ? 1 : 0;
      if (is.kind === 'known') note(node.value, start + quote, node.value.length);
    });
  return [...found.values()];
};

/** How many names there are in all, be they known or not. */
export interface Planned {
  readonly cursors: readonly { readonly file: string; readonly entry: Entry; readonly name: Name; readonly at: number }[];
  readonly workspace: Workspace;
}

/** `isChosen`: of expressions; without it all are. */
export const planCursors = async (folder: string, isChosen = (): boolean => true): Promise<Planned> => {
  const workspace = new Workspace(worldAt(folder), { config: false });
  const finder = new ContextFinder(workspace);
  const files = [...new Set(allPacks(workspace).flatMap((pack) => pack.files))];
  const cursors: Planned['cursors'][number][] = [];
  for (const file of files)
    for (const entry of workspace.tree(file).entries) {
      const { source } = entry;
      if (source?.kind !== 'expr' || !isChosen()) continue;
      const at = sourceAt(workspace.tree(file), source.span.end - 1);
      if (at === undefined) throw new Error(`no source at ${file}:${entry.path.join('.')}`);
      for (const name of namesIn(source, await finder.at(file, at)))
        for (let cursor = name.start; cursor < name.end; cursor++) cursors.push({ file, entry, name, at: cursor });
    }
  return { cursors, workspace };
};

/** Cuts the expression at each cursor, as it is while it is being written, and looks whether the right name is offered. */
export const tryCursors = async ({ workspace }: Planned, cursors: Planned['cursors']): Promise<readonly Tried[]> => {
  const finder = new ContextFinder(workspace);
  const tried: Tried[] = [];
  for (const { file, entry, name, at } of cursors) {
    const tree = workspace.tree(file);
    const whole = sourceAt(tree, (entry.source?.span.end ?? 0) - 1);
    if (whole === undefined) continue;
    const text = whole.text.slice(0, at);
    const { offers } = await offersInSource(workspace, finder, file, { ...whole, text, at });
    const { line } = rangeOf(tree.text, entry.span).start;
    tried.push({
      place: `${file}:${line + 1}`,
      before: text,
      label: name.label,
      isOffered: offers.some(({ label }) => label === name.label),
    });
  }
  return tried;
};
