import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MappedObject } from '../../engine/store/contract/mapped-object.ts';
import { coalesce, mergeAll } from '../../engine/store/object/merge-objects.ts';
import {
  decodeObject,
  encodeObject,
  parseIdentity,
  stagedIdentity,
  type StagedObject,
} from '../../engine/store/object/object-codec.ts';
import { StagingBuffer } from '../../engine/staging/sort-buffer.ts';
import { StagingWriter } from '../../engine/staging/segment-file.ts';
import { MergedStaging } from '../../engine/staging/merge-segments.ts';
import { anyObject } from './arbitrary-object.ts';
import { attribute, object } from './make-object.ts';

const staged = (of: MappedObject): StagedObject => {
  const { ref, ...rest } = of;
  return { ...rest, refs: ref === undefined ? [] : [ref] };
};

const sorted = (of: StagedObject): unknown => ({
  ...of,
  tags: of.tags.toSorted(),
  attributes: [...new Set(of.attributes.map((one) => JSON.stringify(one)))].toSorted(),
  related: of.related.map((one) => JSON.stringify(one)).toSorted(),
});

const file = fc.constantFrom(
  undefined,
  { kind: 'content', sha256: 'aa', size: 1, mediaType: undefined } as const,
  { kind: 'content', sha256: 'bb', size: 1, mediaType: undefined } as const,
  { kind: 'wanted', fulfillment: 'f', args: 1, error: undefined } as const,
  { kind: 'wanted', fulfillment: 'f', args: 2, error: undefined } as const,
);
const records = fc.array(
  fc.tuple(anyObject(true), file).map(([one, of]) => staged({ ...one, key: 'x', value: 'x', file: of })),
  { minLength: 1, maxLength: 40 },
);

describe('merging records of one identity', () => {
  test('gives the same whichever are put together first', () => {
    fc.assert(
      fc.property(records, fc.array(fc.nat(39), { maxLength: 4 }), (all, cuts) => {
        let held: readonly StagedObject[] = [];
        for (const [index, one] of all.entries()) {
          held = [...held, one];
          if (cuts.includes(index)) held = coalesce(held);
        }
        expect(sorted(mergeAll(held))).toEqual(sorted(mergeAll(all)));
      }),
      { numRuns: 500 },
    );
  });

  test('keeps no more than there are fields and names, however many versions come', () => {
    const all = Array.from({ length: 1000 }, (_, version) =>
      staged(
        object('x', {
          version: (version * 7) % 1000,
          title: `t${version}`,
          attributes: [attribute('S', `${version}`, 'update')],
        }),
      ),
    );
    let held: readonly StagedObject[] = [];
    for (const one of all) {
      held = coalesce([...held, one]);
      expect(held.length).toBeLessThan(10);
    }
    const together = coalesce(all);
    expect(together.length).toBeLessThan(10);
    expect(mergeAll(together)).toEqual(mergeAll(held));
  });

  test('takes content of a file before a wish for it', () => {
    const content = { kind: 'content', sha256: 'aa', size: 1, mediaType: undefined } as const;
    const wanted = { kind: 'wanted', fulfillment: 'f', args: null, error: undefined } as const;
    expect(mergeAll([staged(object('x', { file: content })), staged(object('x', { file: wanted }))]).file).toEqual(content);
  });
});

describe('the encoding of a staged object', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '.').toWellFormed());
  const filled = anyText.filter((text) => text !== '');
  const full = fc.record({
    type: filled,
    subtype: anyText,
    key: filled,
    value: filled,
    title: fc.option(filled, { nil: undefined }),
    publishedAt: fc.option(fc.integer(), { nil: undefined }),
    version: fc.option(fc.oneof(filled, fc.integer()), { nil: undefined }),
    withdraw: fc.boolean(),
    tags: fc.array(filled),
    related: fc.array(fc.record({ type: filled, subtype: anyText, key: filled, as: fc.option(filled, { nil: undefined }) })),
    attributes: fc.uniqueArray(
      fc.record({
        name: filled,
        value: filled,
        rule: fc.constantFrom('add' as const, 'update' as const),
        sensitive: fc.boolean(),
      }),
      {
        selector: ({ name, value }) => `${name}\0${value}`,
        maxLength: 40,
      },
    ),
    refs: fc.array(filled),
    file,
  });

  test('is read back as it was', () => {
    fc.assert(
      fc.property(full, ({ refs, ...rest }) => {
        const { ref: _, ...of } = object('x', rest);
        const identity = parseIdentity(stagedIdentity(of));
        expect(decodeObject(identity, encodeObject(of, refs))).toEqual({
          ...of,
          refs,
          file: of.file === undefined ? undefined : JSON.parse(JSON.stringify(of.file)),
        });
      }),
    );
  });
});

describe('staging in segments', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'merge-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const readBack = (path: string, segments: readonly { offset: number; bytes: number }[]): Map<string, StagedObject> => {
    const merged = new MergedStaging(path, segments);
    const found = new Map<string, StagedObject>();
    let before = '';
    for (let group = merged.next(); group !== undefined; group = merged.next()) {
      const of = parseIdentity(group.identity);
      expect(group.identity > before).toBe(true);
      before = group.identity;
      found.set(group.identity, mergeAll(group.parts.map((part) => decodeObject(of, part.toString('utf8')))));
      if (found.size % 3 === 0) merged.release();
    }
    merged.close();
    return found;
  };

  test('gives each identity once, in order, with all its records, wherever the segments end', () => {
    const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 3 });
    const many = fc.array(fc.tuple(anyObject(true), fc.option(key, { nil: undefined })), { maxLength: 60 });
    fc.assert(
      fc.property(many, fc.array(fc.nat(59), { maxLength: 8 }), (all, cuts) => {
        const path = join(folder, 'segments');
        const writer = new StagingWriter(path);
        const buffer = new StagingBuffer();
        const segments = [];
        const model = new Map<string, StagedObject[]>();
        for (const [index, [one, other]] of all.entries()) {
          const of = other === undefined ? one : { ...one, key: other };
          const identity = stagedIdentity(of);
          buffer.memory.write(identity, encodeObject(of, []));
          buffer.add(identity);
          model.set(identity, [...(model.get(identity) ?? []), { ...staged(of), ...parseIdentity(identity) }]);
          if (!cuts.includes(index)) continue;
          buffer.drain(writer);
          segments.push(writer.endSegment());
        }
        buffer.drain(writer);
        segments.push(writer.endSegment());
        writer.close();
        const expected = [...model].map(([identity, objects]) => [identity, sorted(mergeAll(objects))]);
        expect([...readBack(path, segments)].map(([identity, of]) => [identity, sorted(of)]).toSorted()).toEqual(
          expected.toSorted(),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('holds objects of any size, and many blocks', () => {
    const path = join(folder, 'large');
    const writer = new StagingWriter(path);
    const buffer = new StagingBuffer();
    const sizes = [10, 200_000, 70_000, 9_000_000, 5, ...Array.from({ length: 500 }, (_, at) => at * 10)];
    for (const [index, size] of sizes.entries()) {
      const identity = `t\0\0${String(index).padStart(5, '0')}`;
      buffer.memory.write(identity, encodeObject(object('k', { description: 'é'.repeat(size) || undefined }), []));
      buffer.add(identity);
    }
    buffer.drain(writer);
    const segment = writer.endSegment();
    writer.close();
    const found = [...readBack(path, [segment]).values()];
    expect(found.map(({ description }) => description?.length ?? 0)).toEqual(sizes);
  });
});
