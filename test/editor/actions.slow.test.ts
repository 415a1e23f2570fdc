/** Of every finding whose hint says what was meant: writing that mends it. */
import { describe, expect, test } from 'vitest';
import type { TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Explanation } from '../../engine/api/explain/explanation.ts';
import { explainedCodes, explanationOf } from '../../engine/api/explain/registry.ts';
import { actionsFor } from '../../engine/editor/edit/actions.ts';
import { diagnose } from '../../engine/editor/findings/diagnose.ts';
import { replacementsIn } from '../../engine/editor/findings/replacements.ts';
import { base } from '../cli/author/explained/base.ts';
import { DEMO, openDemo } from './demo.ts';

const exampleOf = ({ at, bad, file = DEMO }: Explanation): { readonly file: string; readonly text: string } => ({
  file,
  text: at === undefined ? bad : (base[file] ?? '').replace(at, () => bad.replaceAll('\n', `\n${indentation(file, at)}`)),
});
const indentation = (file: string, at: string): string =>
  ' '.repeat(
    (base[file] ?? '')
      .split('\n')
      .find((line) => line.includes(at))
      ?.search(/\S/) ?? 0,
  );

const lookAt = async (file: string, text: string) => {
  const demo = openDemo({ [file]: text });
  const path = demo.path(file);
  demo.workspace.put(path, text);
  const found = await diagnose(demo.workspace, path, 'all');
  return { findings: found.get(path) ?? [], workspace: demo.workspace, path };
};

describe('what was meant is written', () => {
  test.each([...explainedCodes])('%s', async (code) => {
    const explanation = explanationOf(code);
    if (explanation === undefined) return;
    const { file, text } = exampleOf(explanation);
    const { findings, workspace, path } = await lookAt(file, text);
    const own = findings.filter((one) => one.code === code && replacementsIn(one.hint).length > 0);
    for (const finding of own) {
      const [action] = actionsFor(workspace, path, [finding]);
      const edits = Object.values(action?.edit?.changes ?? {}).flat() as TextEdit[];
      const mended = TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits);
      expect(mended).not.toBe(text);
      const after = (await lookAt(file, mended)).findings.filter((one) => one.code === code);
      expect(after.length, mended).toBeLessThan(findings.filter((one) => one.code === code).length);
    }
  });
});
