import { isIP } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentId, documentOf, ecsTable } from '../../../engine/components/sinks/elasticsearch/document.ts';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { loadTable } from '../../../engine/language/format-table/load-table.ts';
import { builtInObjectTypes, indicatorSubtypes } from '../../../engine/language/pack/object-types.ts';
import type { OutboundObject } from '../../../engine/object/outbound.ts';
import { definitions } from '../../definition-runs.ts';
import { outbound } from './outbound.ts';

const { table } = loadTable(join(definitions, 'formats/ecs.yaml'), createVocabulary(), builtInObjectTypes);
if (table === undefined) throw new Error('the table can not be used');
const ecs = ecsTable(table);

type Tree = Readonly<Record<string, unknown>>;

const at = (document: unknown, name: string): unknown =>
  name.split('.').reduce<unknown>((node, part) => (node as Tree | undefined)?.[part], document);
const shown = (object: OutboundObject): unknown => {
  const mapped = documentOf(object, ecs);
  return 'document' in mapped ? JSON.parse(JSON.stringify(mapped.document)) : mapped;
};
const attribute = (name: string, value: string): Partial<OutboundObject> => ({ attributes: [{ name, value, sources: [] }] });

test('whatever a value is, the fields that an index has types for get what fits, and the object stays whole beside them', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.ipV4(),
    fc.ipV6(),
    fc.webUrl(),
    fc.domain(),
    fc.constant('10.0.0.0/8'),
  );
  fc.assert(
    fc.property(value, fc.constantFrom(...indicatorSubtypes), (text, subtype) => {
      const document = shown(outbound(text, { subtype, ...attribute('Port', text) }));
      const ip = at(document, 'threat.indicator.ip');
      expect(ip === undefined || isIP(String(ip)) > 0).toBe(true);
      for (const field of ['port', 'as.number', 'url.port'])
        expect(['number', 'undefined']).toContain(typeof at(document, `threat.indicator.${field}`));
      expect(at(document, 'feedwright.value')).toBe(text);
      expect(at(document, 'feedwright.attributes')).toEqual([{ name: 'Port', value: text }]);
    }),
  );
});

test.each([
  ['0', 'None'],
  ['29', 'Low'],
  ['30', 'Medium'],
  ['70.5', 'High'],
  ['very high', 'High'],
  ['101', undefined],
  ['perhaps', undefined],
])('confidence %s is %s', (value, level) => {
  expect(at(shown(outbound('192.0.2.1', attribute('Confidence', value))), 'threat.indicator.confidence')).toBe(level);
});

test('an id follows from what an object is, and from nothing that may change', () => {
  const one = outbound('192.0.2.1');
  expect(documentId({ ...one, ...attribute('Severity', 'High') })).toBe(documentId(one));
  expect(documentId(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(documentId({ ...one, subtype: 'FQDN' })).not.toBe(documentId(one));
});

test('a type that no row knows goes out as a document about it', () => {
  expect(shown(outbound('somebody', { type: 'account', subtype: '' }))).toMatchObject({
    event: { type: ['info'] },
    feedwright: { type: 'account', value: 'somebody' },
  });
});
