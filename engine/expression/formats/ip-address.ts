import { isIPv4, isIPv6 } from 'node:net';

/** A parsed address: its kind and its one canonical spelling. */
export interface IpAddress {
  readonly version: 4 | 6;
  /** IPv4 as it is; IPv6 as RFC 5952 writes it. */
  readonly text: string;
}

const LONGEST_V6 = 45;

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
  if (isIPv4(text)) return { version: 4, text };
  if (text.length > LONGEST_V6 || !text.includes(':') || text.includes('%') || !isIPv6(text)) return undefined;
  return { version: 6, text: canonical(text) };
}

/** The URL parser writes an address as RFC 5952 asks, but for an IPv4-mapped one, whose ending has dots there. */
const canonical = (address: string): string =>
  new URL(`http://[${address}]/`).hostname
    .slice(1, -1)
    .replace(/^::ffff:([0-9a-f]+):([0-9a-f]+)$/, (_, high: string, low: string) => {
      const bytes = [high, low].flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
      return `::ffff:${bytes.join('.')}`;
    });
