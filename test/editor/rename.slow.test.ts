/** Of the shipped definitions names are renamed, chosen by a seed: they are as right as they were. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { renameAt } from '../../engine/editor/edit/rename.ts';
import { diagnose } from '../../engine/editor/findings/diagnose.ts';
import { viewOf } from '../../engine/editor/project/pack-view.ts';
import { allPacks } from '../../engine/editor/project/packs-of.ts';
import { Workspace } from '../../engine/editor/project/workspace.ts';
import { occurrencesIn } from '../../engine/editor/symbols/occurrences.ts';
import { Random } from '../../scripts/fuzz/random.ts';
import { worldAt } from '../../scripts/complete/world.ts';

const SEED = 20_260_701;
const LEFT_ALONE = new Set(['feed', 'action', 'file']);

test('a renamed definition has the findings that it had', async () => {
  const random = new Random(SEED);
  const workspace = new Workspace(worldAt(dirname(fileURLToPath(new URL('../../package.json', import.meta.url)))), {
    config: false,
  });
  const findingsOf = async (file: string): Promise<readonly string[]> =>
    [...(await diagnose(workspace, file, 'all')).values()].flat().map(({ code, place }) => `${code} ${place.file}:${place.line}`);
  let count = 0;
  for (const pack of allPacks(workspace)) {
    const names = occurrencesIn(workspace, viewOf(workspace, pack)).filter(
      ({ isDeclaration, kind }) => isDeclaration && !LEFT_ALONE.has(kind) && random.chance(0.12),
    );
    const before = names.length === 0 ? [] : await findingsOf(pack.file);
    for (const name of names) {
      const { changes = {} } = renameAt(workspace, name.file, name.span.start, `${name.name}_z`);
      for (const [uri, edits] of Object.entries(changes)) {
        const file = fileURLToPath(uri);
        const text = workspace.text(file) ?? '';
        workspace.put(file, TextDocument.applyEdits(TextDocument.create('', '', 0, text), edits));
      }
      expect(await findingsOf(pack.file), `${name.kind} ${name.name} of ${name.file}`).toEqual(before);
      for (const file of workspace.unsaved.keys()) workspace.put(file, undefined);
      count++;
    }
  }
  expect(count).toBeGreaterThan(30);
});
