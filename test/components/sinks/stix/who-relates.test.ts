/** Objects that go out one after the other, in any order: no relation between them is lost. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MappedStix, stixMapper } from '../../../../engine/components/sinks/stix/mapper.ts';
import type { OutboundObject, OutboundRelation } from '../../../../engine/object/outbound.ts';
import { outbound } from '../outbound.ts';
import { shippedTable } from './shipped-objects.ts';

const KINDS: readonly Partial<OutboundObject>[] = [
  { type: 'indicator', subtype: 'FQDN' },
  { type: 'malware', subtype: '' },
  { type: 'report', subtype: '' },
  { type: 'note', subtype: '' },
  { type: 'signature', subtype: 'YARA', description: 'rule made_up { condition: true }' },
  { type: 'attachment', subtype: '', content: { sha256: 'a'.repeat(64), size: 1, mediaType: undefined } },
];

type Edge = readonly [from: number, to: number];

/** Objects of these kinds, the n-th with the n-th change, with their relations from both ends. */
const graph = (kinds: readonly number[], edges: readonly Edge[], farOf: (index: number) => string | undefined) => {
  const bare = kinds.map((kind, index) => {
    const content = KINDS[kind]?.content && { sha256: String(index % 10).repeat(64), size: 1, mediaType: undefined };
    return outbound(`name-${index}.example`, { ...KINDS[kind], key: `key ${index}`, change: index + 1, content });
  });
  const relation = (direction: 'to' | 'from', other: number): OutboundRelation => ({
    as: undefined,
    direction,
    other: bare[other] as OutboundObject,
    far: farOf(other),
  });
  return (index: number): OutboundObject => ({
    ...(bare[index] as OutboundObject),
    relations: edges.flatMap(([from, to]) => [
      ...(from === index ? [relation('to', to)] : []),
      ...(to === index ? [relation('from', from)] : []),
    ]),
  });
};

/** Every pair that is said, by ids in their alphabetical order. */
const pairsIn = (all: readonly MappedStix[]): ReadonlySet<string> =>
  new Set(
    all
      .flatMap(({ objects }) => objects)
      .flatMap(({ id, type, source_ref: source, target_ref: target, object_refs: refs }) => {
        if (type === 'relationship') return [pair(String(source), String(target))];
        return ((refs ?? []) as readonly string[]).map((one) => pair(id, one));
      }),
  );
const pair = (one: string, other: string): string => [one, other].toSorted().join(' ');

const isAttachment = (kind: number | undefined): boolean => KINDS[kind ?? 0]?.type === 'attachment';

const scenes = fc.array(fc.nat(KINDS.length - 1), { minLength: 2, maxLength: 6 }).chain((kinds) => {
  const index = fc.nat(kinds.length - 1);
  return fc.record({
    kinds: fc.constant(kinds),
    edges: fc.array(fc.tuple(index, index), { maxLength: 8 }).map((all) => all.filter(([from, to]) => from !== to)),
    order: fc.shuffledSubarray([...kinds.keys()], { minLength: kinds.length }),
  });
});

test.each(['own', 'later'] as const)('as %s: every pair is said', (relations) => {
  const map = stixMapper({ relations }, shippedTable);
  fc.assert(
    fc.property(scenes, ({ kinds, edges, order }) => {
      const said = new Map<number, MappedStix>();
      const idOf = (index: number): string | undefined => said.get(index)?.objects[0]?.id;
      // Whoever is sent to knows what it was sent; the changes of a store are in their order by themselves.
      const at = graph(kinds, edges, (index) => (relations === 'own' ? idOf(index) : undefined));
      for (const index of relations === 'own' ? order : kinds.keys()) said.set(index, map(at(index)));
      const pairs = pairsIn([...said.values()]);
      for (const [from, to] of edges) {
        if (relations === 'later' && isAttachment(kinds[from]) && isAttachment(kinds[to])) continue;
        expect([...pairs]).toContain(pair(idOf(from) ?? '', idOf(to) ?? ''));
      }
    }),
  );
});
