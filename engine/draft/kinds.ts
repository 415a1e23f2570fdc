import { parseIp } from '../expression/formats/ip-address.ts';
import { refang } from '../expression/functions/refang.ts';

/** What a value can be seen to be, and how a definition tests for it; the order is that of the tests. */
export interface Kind {
  readonly subtype: string;
  /** Over `$subject`; none for addresses, which `$ip_type` knows. */
  readonly pattern: RegExp | undefined;
  readonly test: (text: string) => boolean;
  /** How likely such a value is what a feed is about. */
  readonly weight: number;
}

const byPattern = (subtype: string, pattern: RegExp, weight: number): Kind => ({
  subtype,
  pattern,
  weight,
  test: (text) => pattern.test(text),
});

const fileEnding =
  /\.(exe|dll|js|vbs|zip|rar|7z|doc|docx|xls|xlsx|pdf|html?|php|txt|csv|json|xml|apk|bin|elf|lnk|iso|img|png|jpe?g|bat|ps1|sh|py|jar|msi)$/i;
const fqdn = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,20}(?:[a-z]{2,24}|xn--[a-z0-9-]{1,59})\.?$/i;

export const ADDRESS: Kind = {
  subtype: 'IP Address',
  pattern: undefined,
  weight: 4,
  test: (text) => parseIp(text) !== undefined,
};

/** An address with its port; the definition cuts the port off. */
export const WITH_PORT = /^\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}$/;

export const KINDS: readonly Kind[] = [
  ADDRESS,
  byPattern('URL', /^https?:\/\/\S+$/i, 3),
  byPattern('IPv6 CIDR Block', /^[0-9a-f]{0,4}:[0-9a-f:.]{1,42}\/\d{1,3}$/i, 4),
  byPattern('CIDR Block', /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/, 4),
  byPattern('Email Address', /^[^\s@/:]{1,64}@[a-z0-9.-]{1,253}\.[a-z0-9-]{2,63}$/i, 0),
  byPattern('CVE', /^CVE-\d{4}-\d{4,19}$/i, 5),
  byPattern('SHA-256', /^[0-9a-f]{64}$/i, 4),
  byPattern('SHA-1', /^[0-9a-f]{40}$/i, 3),
  byPattern('MD5', /^[0-9a-f]{32}$/i, 2),
  { subtype: 'FQDN', pattern: fqdn, weight: 2, test: (text) => fqdn.test(text) && !fileEnding.test(text) },
];

/** A number or `AS64496`, under a name that says so. */
const ASN: Kind = { subtype: 'ASN', pattern: /^(?:AS)?\d{1,10}$/i, weight: 1.7, test: () => false };
const ASN_NAME = /^as_?n(um(ber)?)?$/i;

/** A defanged value as it was. */
const plainOf = (text: string): string => String(refang.call(text));

/** Whether a value is written so that nobody follows it by mistake. */
export const isDefanged = (text: string): boolean => plainOf(text).toLowerCase() !== text.toLowerCase();

/** The kind of one value in a member of this name. */
export const kindUnder = (name: string, text: string): Kind | undefined =>
  kindOf(text) ?? (ASN_NAME.test(name) && ASN.pattern?.test(text.trim()) === true ? ASN : undefined);

/** The kind of one value; undefined for a text that shows none. */
export const kindOf = (text: string): Kind | undefined => {
  const trimmed = plainOf(text).trim();
  if (trimmed.length > 4096) return undefined;
  return WITH_PORT.test(trimmed) ? ADDRESS : KINDS.find(({ test }) => test(trimmed));
};
