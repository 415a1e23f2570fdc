/** A parsed address: its kind and its one canonical spelling. */
export interface IpAddress {
  readonly version: 4 | 6;
  /** IPv4 as it is; IPv6 as RFC 5952 writes it. */
  readonly text: string;
}

const LONGEST_V6 = 45;
const V4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const GROUP = /^[0-9a-f]{1,4}$/i;

/**
 * Reads an IP address strictly: no leading zeros (some readers take them as octal), no port, no netblock, no brackets, no zone.
 * Blanks around it are left away. Undefined where it is none.
 */
export function parseIp(value: unknown): IpAddress | undefined {
  if (typeof value !== 'string') return undefined;
  if (value !== last.value) last = { value, address: read(value) };
  return last.address;
}

/** A mapping asks for the kind of an address, and for its text. */
let last: { readonly value: string; readonly address: IpAddress | undefined } = { value: '', address: undefined };

function read(value: string): IpAddress | undefined {
  const text = value.trim();
  if (V4.test(text)) return { version: 4, text };
  if (text.length > LONGEST_V6 || !text.includes(':')) return undefined;
  const groups = parseGroups(text);
  return groups === undefined ? undefined : { version: 6, text: formatGroups(groups) };
}

/** Eight numbers, or undefined. */
function parseGroups(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = readHalf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? readHalf(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const gap = 8 - head.length - tail.length;
  if (halves.length === 1 ? gap !== 0 : gap < 1) return undefined;
  return [...head, ...Array<number>(gap).fill(0), ...tail];
}

/** One side of `::`; only at the very end may an IPv4 address stand for two groups. */
function readHalf(half: string, last: boolean): number[] | undefined {
  if (half === '') return [];
  const parts = half.split(':');
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (GROUP.test(part)) groups.push(parseInt(part, 16));
    else if (last && index === parts.length - 1 && V4.test(part)) {
      const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
      groups.push(a * 256 + b, c * 256 + d);
    } else return undefined;
  }
  return groups;
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`, IPv4-mapped with dots. */
function formatGroups(groups: readonly number[]): string {
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return `::ffff:${groups
      .slice(6)
      .map((group) => `${group >> 8}.${group & 255}`)
      .join('.')}`;
  const run = longestZeroRun(groups);
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (run.length < 2) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

function longestZeroRun(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}
