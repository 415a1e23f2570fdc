/** How long the language server takes behind a key press: for the findings of the definition, and for what may be written there. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CompletionItem } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { allPacks } from '../../engine/editor/project/packs-of.ts';
import { Workspace } from '../../engine/editor/project/workspace.ts';
import { worldAt } from '../../scripts/complete/world.ts';
import { startSession } from '../editor/lsp-client.ts';

const PRESSES = 10;

interface EditorFigures {
  readonly definition: string;
  readonly lines: number;
  /** ms from the key press to the findings, the rest before a look (25 ms) included; median. */
  readonly findings: number;
  /** ms from the question to the answer, right behind a key press; median. */
  readonly completion: number;
}

const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[all.length >> 1] ?? 0;

/** Over the shipped definitions: in the last expression of each a name is misspelt and mended again. */
export const editorBench = async (root: string): Promise<readonly EditorFigures[]> => {
  const session = await startSession(root);
  const figures: EditorFigures[] = [];
  for (const { file: path } of allPacks(new Workspace(worldAt(root), {}))) {
    const file = relative(root, path);
    const text = readFileSync(join(root, file), 'utf8');
    const at = text.lastIndexOf('!expr ') + '!expr '.length;
    const position = TextDocument.create('', '', 0, text).positionAt(at);
    await session.open(file, text);
    await session.findings(file, () => true);
    const [findings, completion]: [number[], number[]] = [[], []];
    for (let press = 0; press < PRESSES; press++) {
      const started = performance.now();
      await session.changeAnd(file, press % 2 === 0 ? `${text.slice(0, at)}$nothing.${text.slice(at)}` : text);
      findings.push(performance.now() - started);
      const asked = performance.now();
      await session.ask<CompletionItem[]>('completion', file, position);
      completion.push(performance.now() - asked);
    }
    figures.push({
      definition: file,
      lines: text.split('\n').length,
      findings: median(findings),
      completion: median(completion),
    });
  }
  await session.end();
  return figures;
};

export const editorTable = (figures: readonly EditorFigures[]): string =>
  [
    '| definition | lines | findings, ms | completion, ms |',
    '| --- | --: | --: | --: |',
    ...figures.map((one) => `| ${one.definition} | ${one.lines} | ${one.findings.toFixed(0)} | ${one.completion.toFixed(0)} |`),
  ].join('\n');
