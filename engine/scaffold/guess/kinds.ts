import { indicatorKind, type IndicatorKind } from '../../expression/formats/indicator-kind.ts';
import { parseIp } from '../../expression/formats/ip-address.ts';
import { refang } from '../../expression/functions/indicators/refang.ts';

/** What a value can be seen to be; the order is that of the tests. */
export interface Kind {
  readonly subtype: string;
  /** How a definition tests for it; none for what `$indicator_type` knows. */
  readonly pattern: RegExp | undefined;
  readonly test: (text: string) => boolean;
  /** How likely such a value is what a feed is about. */
  readonly weight: number;
}

const known = (subtype: IndicatorKind, weight: number): Kind => ({
  subtype,
  pattern: undefined,
  weight,
  test: (text) => indicatorKind(text) === subtype,
});

export const ADDRESS: Kind = {
  subtype: 'IP Address',
  pattern: undefined,
  weight: 4,
  test: (text) => parseIp(text) !== undefined,
};

/** An address with its port; the definition cuts the port off. */
export const WITH_PORT = /^\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}$/;

const CVE = /^CVE-\d{4}-\d{4,19}$/i;

const KINDS: readonly Kind[] = [
  ADDRESS,
  known('URL', 3),
  known('IPv6 CIDR Block', 4),
  known('CIDR Block', 4),
  known('Email Address', 0),
  { subtype: 'CVE', pattern: CVE, weight: 5, test: (text) => CVE.test(text) },
  known('SHA-512', 4),
  known('SHA-256', 4),
  known('SHA-1', 3),
  known('MD5', 2),
  known('FQDN', 2),
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
