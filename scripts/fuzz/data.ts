import type { Random } from './random.ts';

const words = [
  'a',
  'b',
  'alpha',
  'Beta',
  'x y',
  ' pad ',
  '',
  'été',
  '12',
  '0x1F',
  '-3.5',
  '2024-02-29T10:00:00Z',
  '2023-05',
  'a,b;c',
  '𝄞clef',
  'null',
  'one two two',
];

export function word(random: Random): string {
  return random.pick(words);
}

export function number(random: Random): number {
  const kind = random.below(8);
  if (kind === 0) return random.pick([0, -1, 0.1, 1e6, 1.5, 2.5, -0.5, 1e-7, 123456789.123]);
  if (kind === 1) return random.between(-50, 50) / 4;
  return random.between(-5, 12);
}

function sub(random: Random): Record<string, unknown> {
  return { n: number(random), s: word(random) };
}

function item(random: Random): Record<string, unknown> {
  return { p: number(random), q: word(random), s: word(random) };
}

function row(random: Random): Record<string, unknown> {
  const full: Record<string, unknown> = {
    id: random.between(1, 4),
    name: word(random),
    n: number(random),
    flag: random.chance(0.5),
    tags: random.times(0, 3, () => word(random)),
    sub: sub(random),
    items: random.times(0, 3, () => item(random)),
  };
  if (random.chance(0.15)) delete full[random.pick(['name', 'n', 'tags', 'sub', 'items'])];
  if (random.chance(0.05)) full['n'] = random.pick([null, 'text', true, [1, 2]]);
  return full;
}

/** One input. Its members have the types that the generator counts on, most of the time. */
export function input(random: Random): unknown {
  const root: Record<string, unknown> = {
    n: number(random),
    m: random.between(0, 9),
    s: word(random),
    t: word(random),
    b: random.chance(0.5),
    nul: null,
    o: { n: number(random), s: word(random), k: sub(random) },
    nums: random.times(0, 5, () => number(random)),
    one: [random.between(1, 3)],
    strs: random.times(1, 4, () => word(random)),
    // Never empty, and no empty list stands within a list: grouping over an empty list makes the reference push `undefined`
    // into the caller's list.
    rows: random.times(1, 4, () => row(random)),
    nested: [[1, 2], [3], [[4]]],
  };
  if (random.chance(0.1)) delete root[random.pick(['n', 's', 'o', 'nums', 'strs', 'b'])];
  if (random.chance(0.03)) root[random.pick(['n', 's', 'nums', 'o'])] = random.pick([null, 'text', 7, [], [[0]], {}]);
  if (random.chance(0.03)) return [root, root];
  return root;
}
