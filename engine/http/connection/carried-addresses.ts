import { isIPv6 } from 'node:net';

/** The IPv4 addresses that an IPv6 address stands for on its way through a translator or a tunnel. */
export function carriedAddresses(address: string): readonly string[] {
  const bytes = bytesOf(address);
  if (bytes === undefined) return [];
  const at = (...places: readonly number[]): string => places.map((place) => bytes[place]).join('.');
  const begins = (...start: readonly number[]): boolean => start.every((byte, index) => byte === bytes[index]);
  const last = at(12, 13, 14, 15);
  // NAT64 (RFC 6052, section 2.1); the same within a network (RFC 8215), where the length of the prefix is not known.
  if (begins(0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) return [last];
  if (begins(0, 0x64, 0xff, 0x9b, 0, 1)) return [last, ...[at(6, 7, 9, 10), at(7, 9, 10, 11), at(9, 10, 11, 12)].filter(isWhole)];
  // 6to4 (RFC 3056, section 2).
  if (begins(0x20, 0x02)) return [at(2, 3, 4, 5)];
  // Teredo (RFC 4380, section 4): its server, and the client with every bit turned over.
  if (begins(0x20, 0x01, 0, 0))
    return [
      at(4, 5, 6, 7),
      bytes
        .slice(12)
        .map((byte) => byte ^ 0xff)
        .join('.'),
    ];
  // IPv4-compatible (RFC 4291, section 2.5.5.1) and IPv4-translated (RFC 2765, section 2.1).
  if (begins(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) || begins(0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0)) return [last];
  // ISATAP (RFC 5214, section 6.1).
  return bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe && ((bytes[8] ?? 1) & 0xfd) === 0 ? [last] : [];
}

/** What begins with a zero is the padding of a longer prefix. */
const isWhole = (address: string): boolean => !address.startsWith('0.');

/** The 16 bytes, undefined where it is no IPv6 address. */
function bytesOf(address: string): readonly number[] | undefined {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return undefined;
  // The URL parser writes an IPv4 ending as two groups.
  const groups = new URL(`http://[${plain}]/`).hostname.slice(1, -1).split('::');
  const [head = [], tail = []] = groups.map((part) => part.split(':').filter((group) => group !== ''));
  const all = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return all.map((group) => Number.parseInt(group, 16)).flatMap((group) => [group >> 8, group & 0xff]);
}
