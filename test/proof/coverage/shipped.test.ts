/** What is listed of a definition and what its compiled expressions tell are worked out apart: here they are held against each other. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCatalog } from '../../../engine/api/packs/catalog.ts';
import { createDefinitionEvaluator } from '../../../engine/expression/definition/definition-evaluator.ts';
import { isSource } from '../../../engine/expression/definition/evaluator.ts';
import { sidesOfPack } from '../../../engine/proof/coverage/definition-sides.ts';
import { sideKey } from '../../../engine/proof/coverage/hits.ts';
import type { Pack } from '../../../engine/language/model.ts';

const root = join(import.meta.dirname, '../../..');
const world = { cwd: root, env: {} } as Parameters<typeof openCatalog>[0];
const { definitions, load } = openCatalog(world, { config: false });

/** The sides that the expressions of the pack would tell of. */
const toldBy = (pack: Pack): ReadonlySet<string> => {
  const told = new Set<string>();
  const evaluator = createDefinitionEvaluator(
    () => 0,
    undefined,
    pack.tables,
    (place, side) => {
      told.add(sideKey(place, side));
      return () => undefined;
    },
  );
  const visit = (node: unknown): void => {
    if (isSource(node)) evaluator.value(node);
    else if (typeof node === 'object' && node !== null)
      for (const one of node instanceof Map ? node.values() : Object.values(node)) visit(one);
  };
  visit(pack);
  return told;
};

const WHOLE = /#(?:evaluated|true|false|given|missing)$/;

test.each(definitions)('every decision of $name is listed and tells of itself', (definition) => {
  const { pack } = load(definition);
  if (pack === undefined) throw new Error('The definition is wrong.');
  const told = toldBy(pack);
  const listed = sidesOfPack(pack)
    .filter(({ kind, within }) => kind === 'branch' && within !== undefined)
    .flatMap(({ keys }) => keys)
    .filter((key) => !WHOLE.test(key));
  expect(listed.toSorted()).toEqual([...told].filter((key) => !WHOLE.test(key)).toSorted());
});
