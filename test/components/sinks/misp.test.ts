import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MispAttribute, mispAttribute } from '../../../engine/components/sinks/misp/attribute.ts';
import { misp } from '../../../engine/components/sinks/misp.ts';
import { mispFeed } from '../../../engine/components/sinks/misp_feed.ts';
import type { Delivery, FolderContext, RemoteContext, SinkAnswer, SinkRequest } from '../../../engine/components/sinks/sink.ts';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { TableLookup } from '../../../engine/language/format-table/format-table.ts';
import { loadTable } from '../../../engine/language/format-table/load-table.ts';
import { builtInObjectTypes, indicatorSubtypes } from '../../../engine/language/pack/object-types.ts';
import type { OutboundObject } from '../../../engine/object/outbound.ts';
import { definitions } from '../../definition-runs.ts';
import { KEY, startInstance } from '../../e2e/outputs/misp/instance.ts';
import { outbound } from './outbound.ts';

const { table } = loadTable(join(definitions, 'formats/misp.yaml'), createVocabulary(), builtInObjectTypes);
if (table === undefined) throw new Error('the table can not be used');
const lookup = new TableLookup(table);

const shown = (value: string, more: Partial<OutboundObject> = {}): MispAttribute => {
  const mapped = mispAttribute(outbound(value, more), lookup);
  if ('attribute' in mapped) return mapped.attribute;
  throw new Error('leftOut' in mapped ? mapped.leftOut : mapped.refused);
};

test('whatever a value is, it goes out as it is spelt there, or is refused with a reason', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('=cmd()', 'a\nb', 'a\\b"', '🙂'),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom(...indicatorSubtypes), texts, (value, subtype, description) => {
      const mapped = mispAttribute(outbound(value, { subtype, description, tags: [description] }), lookup);
      if (!('attribute' in mapped)) {
        expect(Object.values(mapped)[0]).toMatch(/^[a-z].{10,}/);
        return;
      }
      const { attribute } = mapped;
      if (subtype === 'FQDN') expect(attribute.value).toMatch(/^[^\s./]+(?:\.[^\s./]+)+$/);
      else
        expect(attribute.value.toLowerCase()).toBe(
          value
            .trim()
            .replace(subtype === 'ASN' ? /^AS(?=\d)/i : '', '')
            .toLowerCase(),
        );
      const texts = [attribute.value, attribute.comment, ...attribute.tags].join('');
      expect(texts.isWellFormed() && !/[\u{10000}-\u{10ffff}]/u.test(texts)).toBe(true);
      for (const tag of attribute.tags) expect(tag).toMatch(/^.{1,255}$/u);
    }),
  );
});

test.each([
  ['a line break', { subtype: 'URL' }, 'https://a.example/\nb', 'a line break has no place in a value of the type url'],
  ['an emoji', { subtype: 'Filename' }, 'invoice 🙂.exe', 'a character of four bytes in UTF-8'],
  ['a control character', { subtype: 'Mutex' }, 'a\u0007b', 'a control character'],
  ['a value that is too long', { subtype: 'String' }, 'a'.repeat(65_536), 'more than 65535 bytes'],
  [
    'a rule that is missing',
    { type: 'signature', subtype: 'YARA' },
    'rule-1',
    'the description that would be the value is missing',
  ],
  ['a type that is left out', { type: 'attachment', subtype: '' }, 'a.pdf', 'does not go to MISP'],
])('%s is refused with the reason', (_, more, value, reason) => {
  expect(() => shown(value, more)).toThrow(reason);
});

test.each([
  ['MD5', 'd41d8cd98f00b204e9800998ecf8427'],
  ['SHA-256', 'z3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['FQDN', 'localhost'],
  ['Email Address', 'somebody'],
  ['IP Address', '198.51.100.300'],
  ['CIDR Block', '198.51.100.0/33'],
  ['ASN', '4294967296'],
  ['CVE', 'GHSA-aaaa-bbbb-cccc'],
])('an indicator of %s that is none is refused: %s', (subtype, value) => {
  expect(() => shown(value, { subtype })).toThrow(/^the value is none of the type [a-z5]/i);
});

test('values are spelt as the instance spells them, and times are in order', () => {
  expect(shown('Login.EXAMPLE', { subtype: 'FQDN' })).toMatchObject({ type: 'domain', value: 'login.example', to_ids: true });
  expect(shown('.MÜNCHEN.example.', { subtype: 'FQDN' }).value).toBe('xn--mnchen-3ya.example');
  expect(shown('2001:db8::5/128', { subtype: 'IPv6 CIDR Block' }).value).toBe('2001:db8::5');
  const advisory = shown('GHSA-aaaa-bbbb-cccc', { type: 'vulnerability', subtype: '' });
  expect(advisory).toMatchObject({ type: 'text', category: 'External analysis', value: 'GHSA-aaaa-bbbb-cccc' });
  expect(shown('AS64496', { subtype: 'ASN' })).toMatchObject({ type: 'AS', value: '64496', to_ids: false });
  const times = ['2026-01-02T00:00:00Z', '2026-01-01'].map((value, at) => ({
    name: ['First Seen', 'Last Seen'][at] ?? '',
    value,
    sources: [],
  }));
  expect(shown('192.0.2.1', { attributes: times })).toMatchObject({
    first_seen: '2026-01-02T00:00:00.000000+00:00',
    last_seen: '2026-01-02T00:00:00.000000+00:00',
    comment: '',
  });
  expect(shown('rule-1', { type: 'signature', subtype: 'YARA', description: 'rule a {\n}' })).toMatchObject({
    type: 'yara',
    value: 'rule a {\n}',
    comment: 'rule-1',
  });
});

test('a type that no row knows goes out as a text, and a note with all that it says', () => {
  expect(shown('somebody', { type: 'account', subtype: '', title: 'Some Body' })).toMatchObject({
    type: 'text',
    category: 'Other',
    value: 'somebody',
    comment: 'Some Body',
  });
  expect(shown('n-1', { type: 'note', subtype: '', title: 'Follow-up', description: 'One\nTwo' })).toMatchObject({
    type: 'comment',
    value: 'Follow-up\nOne\nTwo',
    comment: '',
  });
});

test.each([
  ['white', 'tlp:clear'],
  ['amber+strict', 'tlp:amber+strict'],
  ['nobody can read this', 'tlp:red'],
])('the mark %s is the tag %s', (tlp, tag) => {
  expect(shown('192.0.2.1', { tlp }).tags).toEqual([tag]);
});

const client = {
  send: async ({ method, url, headers, body }: SinkRequest): Promise<SinkAnswer> => {
    const response = await fetch(url, { method, headers: { ...headers }, body: body as string, redirect: 'manual' });
    return { status: response.status, header: (name) => response.headers.get(name) ?? undefined, text: await response.text() };
  },
};

test('a mark that was changed takes the place of the one before; tags of others stay', async () => {
  const instance = await startInstance();
  const context = { client, name: 'far', table: () => table } as unknown as RemoteContext;
  const channel = await misp.open({ url: instance.far.origin, key: KEY }, context);
  const send = async (more: Partial<Delivery>, object: Partial<OutboundObject>): Promise<string> => {
    const delivery = { known: false, attempted: false, far: undefined, ...more, object: outbound('192.0.2.1', object) };
    const [receipt] = await channel.deliver([delivery]);
    if (receipt?.kind !== 'confirmed') throw new Error(JSON.stringify(receipt));
    return receipt.far ?? '';
  };
  const far = await send({}, { tlp: 'green', tags: ['a', 'b'] });
  const one = instance.by('192.0.2.1');
  one?.tags.add('an analyst was here');
  const next = await send({ known: true, far }, { tlp: 'red', tags: ['b', 'c'] });
  expect([...(one?.tags ?? [])].toSorted()).toEqual(['an analyst was here', 'b', 'c', 'tlp:red']);
  // Cut off before it was confirmed: the mark on the way counts no longer either.
  one?.tags.add('tlp:white');
  await send({ known: true, attempted: true, far: next }, { tlp: 'red', tags: ['b'] });
  expect([...(one?.tags ?? [])].toSorted()).toEqual(['an analyst was here', 'b', 'tlp:red']);
  // Another kind of destination had the name before.
  await send({ known: true, far: '12' }, { tlp: 'red', tags: ['b'] });
  expect(instance.attributes.size).toBe(1);
});

test('of two objects that one event would have as the same, the second is refused until the first is gone', async () => {
  const files = new Map<string, string>();
  const folder = {
    read: (name: string) => files.get(name),
    replace: (name: string, parts: Iterable<string>) => void files.set(name, [...parts].join('')),
  };
  const context = { folder, name: 'far', now: 0, table: () => table } as unknown as FolderContext;
  const push = async (...objects: readonly Partial<OutboundObject>[]): Promise<readonly string[]> => {
    const channel = await mispFeed.open({}, context);
    const deliveries = objects.map((one) => ({
      known: one.gone !== undefined,
      attempted: false,
      far: undefined,
      object: outbound(one.value ?? '', { subtype: 'FQDN', ...one }),
    }));
    const receipts = await channel.deliver(deliveries);
    await channel.end?.();
    return receipts.map((one) => (one.kind === 'refused' ? one.reason : one.kind));
  };
  const [first, second] = [{ value: 'Login.example' }, { value: 'login.example' }];
  const reason = 'another object of the event has the same type, category and value';
  expect(await push(first, second)).toEqual(['confirmed', reason]);
  expect(await push(second, { ...first, gone: 'withdrawn' })).toEqual(['confirmed', 'confirmed']);
  expect(files.get('hashes.csv')?.split('\n')).toHaveLength(2);
});
