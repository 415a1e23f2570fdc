import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MappedAttribute } from '../../engine/object/mapped-object.ts';
import { openStore, type SqliteStore } from '../../engine/store/sqlite/open-store.ts';
import { attribute, object } from './make-object.ts';
import { runOnce } from './processes/run-once.ts';

let store: SqliteStore;
beforeEach(() => (store = openStore({ path: ':memory:' })));
afterEach(async () => await store.close());

const told = (): string[] =>
  [...store.objects({})].flatMap(({ attributes }) =>
    attributes.map(({ name, value, sensitive }) => `${name}=${value}${sensitive ? ' (sensitive)' : ''}`),
  );
const run = (...attributes: readonly MappedAttribute[]) => runOnce(store, [object('1.1.1.1', { attributes })]);

/** As many that are all different as it takes for another way of telling them apart. */
const many = Array.from({ length: 30 }, (_, at) => attribute('Other', `v${at}`));

test.each([
  ['few', []],
  ['many', many],
])('values that are the same once they are stored are stored once, among %s', async (_, others) => {
  const counted = await run(
    attribute('A', 'x\ud800'),
    attribute('A', 'x\udc00'),
    attribute('A', 'x\0'),
    attribute('A', 'x\ufffd'),
    ...others,
  );
  expect(told().filter((one) => one.startsWith('A'))).toEqual(['A=x\ufffd']);
  expect(counted.attributes).toBe(1 + others.length);
});

test('names and values with NUL in them are not taken for one another', async () => {
  await run(attribute('A\0B', 'C'), attribute('A', 'B\0C'), ...many);
  expect(told().filter((one) => one.startsWith('A'))).toEqual(['A=B\ufffdC', 'A\ufffdB=C']);
});

test.each([
  ['few', []],
  ['many', many],
])('a value that is said twice is sensitive if one of them is, among %s', async (_, others) => {
  await run(attribute('A', 'x'), attribute('A', 'x', 'add', true), ...others);
  expect(told().filter((one) => one.startsWith('A'))).toEqual(['A=x (sensitive)']);
});

test('two records of one object say together what is sensitive', async () => {
  const [open, sensitive] = [attribute('A', 'x'), attribute('A', 'x', 'add', true)];
  await runOnce(store, [object('1.1.1.1', { attributes: [open] }), object('1.1.1.1', { attributes: [sensitive] })]);
  expect(told()).toEqual(['A=x (sensitive)']);
});

test('a value that is said twice to be one of several leaves the others', async () => {
  await run(attribute('A', 'old'));
  await run(attribute('A', 'x', 'add', true), attribute('A', 'x'));
  expect(told()).toEqual(['A=old', 'A=x (sensitive)']);
});

test('a value that is said twice, once as the latest of its name, takes the place of the one before', async () => {
  await run(attribute('A', 'old'));
  await run(attribute('A', 'new'), attribute('A', 'new', 'update'));
  expect(told()).toEqual(['A=new']);
});
