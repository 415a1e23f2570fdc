/** The store beside a model of a few lines, over random windows of two feeds. */
import { test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { holdRules } from './rules-model.ts';

test('any windows of two feeds leave what the rules say', async () => {
  await holdRules(() => openStore({ path: ':memory:', mock: true }), 60);
});
