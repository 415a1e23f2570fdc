import { expect, test } from 'vitest';
import { demo, feed, shortly } from './load-text.ts';

const call = (more: string): readonly string[] =>
  feed(`    supplemental:\n      one: { call: item, with: { id: !expr id }, ${more} }\n`);

test('a batch names an argument of its call, and what an answer belongs to', () => {
  expect(call('batch: { of: 10, into: id, match: !expr id }')).toEqual([]);
  expect(call('batch: { of: 10, into: ids, match: !expr id }')).toEqual(['batch.argument 2:73']);
  expect(call('batch: { of: 1, into: id, match: !expr id }')).toEqual(['definition.wrong-value 2:63']);
});

test('a call is not both cut by time and shared', () => {
  const over = 'over: { since: !expr from, until: !expr to, step: P1D }';
  expect(call(`batch: { of: 10, into: id, match: !expr id }, ${over}`)).toEqual(['batch.over 2:50']);
});

test('only a body is compressed', () => {
  const request = (more: string): readonly string[] =>
    shortly(demo(`endpoints: { a: { request: { path: /a, ${more} }, records: $ } }\n`));
  expect(request('method: POST, json: {}, compress: gzip')).toEqual([]);
  expect(request('compress: gzip')).toEqual(['request.compress 5:40']);
  expect(request('method: POST, json: {}, compress: brotli')).toEqual(['definition.wrong-value 5:74']);
});
