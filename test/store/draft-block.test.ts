/** What a thread writes as drafts, another reads as the objects that are staged. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DraftBlock } from '../../engine/staging/thread/draft-block.ts';
import { DraftReader } from '../../engine/staging/thread/draft-reader.ts';
import { FrameMemory } from '../../engine/staging/frame-writer.ts';
import { SharedAttribute, type MappedObject } from '../../engine/store/contract/mapped-object.ts';
import { rowMark } from '../../engine/store/sqlite/known-rows/known-rows.ts';
import { contentHash, StagedFrame } from '../../engine/staging/frame.ts';
import { encodeObject, stagedIdentity } from '../../engine/store/object/object-codec.ts';
import { anyObject } from './arbitrary-object.ts';
import { attribute, object } from './make-object.ts';

/** Few, so that they come again: a plain name, others, and a text that no quick way knows. */
const shared = ['a', 'b', 'ü\u{1f600}', 'c'.repeat(3000), '"\\\n'].map(
  (value, at) => new SharedAttribute(attribute(`N${at}`, value, at % 2 === 0 ? 'add' : 'update', at === 3)),
);
const withShared = fc
  .tuple(
    anyObject(true),
    fc.subarray(shared),
    fc.constantFrom('x', 'ключ', 'z\0z', ''),
    fc.option(fc.constant('r'), { nil: undefined }),
  )
  .map(([one, more, key, ref]): MappedObject => ({ ...one, key, ref, attributes: [...one.attributes, ...more] }));
const plain = fc.subarray(shared).map((attributes) => object('10.0.0.1', { attributes }));

interface Read {
  readonly identity: string;
  readonly object: string;
  readonly mark: string;
}

/** Rows of which each is this text; none where it is ''. */
const rowsOf = (row: string) => ({
  lengthOf: () => row.length,
  copyTo: (target: Buffer, at: number) => void target.write(row, at, 'latin1'),
});

const expected = (of: MappedObject, row: string): Read => ({
  identity: stagedIdentity(of),
  object: encodeObject(of, of.ref === undefined ? [] : [of.ref]),
  mark: row === '' ? '' : rowMark(Buffer.from(row, 'latin1')).slice(0, 16),
});

const readAll = (reader: DraftReader, block: Buffer): Read[] => {
  const memory = new FrameMemory(16);
  const found: Read[] = [];
  reader.load(block);
  for (let start = 0, identity = reader.next(memory); identity !== undefined; identity = reader.next(memory)) {
    const frame = new StagedFrame(memory.bytes, memory.view, start);
    expect({ identity: frame.identity, end: frame.end }).toEqual({ identity, end: memory.used });
    const { object, markAt } = frame;
    expect(frame.hash).toBe(contentHash(object));
    found.push({
      identity,
      object: object.toString('utf8'),
      mark: markAt === -1 ? '' : memory.bytes.toString('latin1', markAt, markAt + 16),
    });
    start = memory.used;
  }
  return found;
};

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('draft' as const),
      of: fc.oneof(withShared, plain),
      row: fc.constantFrom('', 'a,b', '\xff'.repeat(500)),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'keep' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'drop' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'take' as const }) },
);

test('drafts that were kept are read as they were written, those that were dropped not at all', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const block = new DraftBlock((name) => name);
      const reader = new DraftReader();
      const kept: Read[] = [];
      const read: Read[] = [];
      let drafts: Read[] = [];
      for (const one of steps) {
        if (one.kind === 'draft') {
          block.add(one.of, rowsOf(one.row), 3);
          drafts.push(expected(one.of, one.row));
          continue;
        }
        if (one.kind === 'drop') block.drop();
        else {
          block.keep();
          kept.push(...drafts);
        }
        drafts = [];
        if (one.kind === 'take') read.push(...readAll(reader, block.take()));
      }
      read.push(...readAll(reader, block.take()));
      expect(read).toEqual(kept);
    }),
    { numRuns: 300 },
  );
});

test('more values than have numbers come through all the same', () => {
  const values = Array.from({ length: 30_000 }, (_, at) => new SharedAttribute(attribute('N', `${at} ${'x'.repeat(60)}`)));
  const block = new DraftBlock((name) => name);
  const reader = new DraftReader();
  // Each value comes three times: by its text, by the text that gives it a number, by the number.
  for (let from = 0; from < values.length; from += 1000) {
    const objects = [0, 1, 2].flatMap((round) =>
      values.slice(from, from + 1000).map((one) => object(`${round}`, { attributes: [one] })),
    );
    for (const one of objects) block.add(one);
    block.keep();
    expect(readAll(reader, block.take())).toEqual(objects.map((one) => expected(one, '')));
  }
});
