import { isIP, isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { mayHaveLines } from './types.ts';

const LOWER =
  /^(?:md5|sha[0-9]|hassh|ja3-|jarm-|imphash|authentihash|pehash|cdhash|domain$|hostname$|onion-|email$|email-src$|email-dst$|email-reply-to$|target-email$|x509-fingerprint-)/;
const HOST = /^(?:domain|hostname)$/;
const ADDRESS = /^ip-(?:src|dst)$/;
// oxlint-disable-next-line no-control-regex -- those that are none are looked for
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/** A value as the tool itself spells it. */
export const spelling = (type: string, text: string): string => {
  const value = text.trim();
  if (type === 'vulnerability') return value.toUpperCase();
  if (type === 'AS') return value.replace(/^AS(?=\d)/i, '');
  if (ADDRESS.test(type)) return oneAddress(value);
  if (type.startsWith('x509-fingerprint-')) return value.replaceAll(':', '').toLowerCase();
  if (HOST.test(type)) return host(value.replace(/^\.+|\.+$/g, ''));
  return LOWER.test(type) ? value.toLowerCase() : value;
};

/** A netblock of one address is that address. */
const oneAddress = (value: string): string => {
  const [address = '', bits] = value.split('/', 2);
  return (bits === '32' && isIPv4(address)) || (bits === '128' && isIPv6(address)) ? address : value;
};

const host = (value: string): string =>
  (BEYOND_ASCII.test(value) && value.isWellFormed() ? domainToASCII(value) : '') || value.toLowerCase();

const hex = (length: number) => {
  const form = new RegExp(`^[0-9a-f]{${length}}$`);
  return (value: string): boolean => form.test(value);
};

const isMail = (value: string): boolean => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value);
const isHost = (value: string): boolean => /^[^\s./]+(?:\.[^\s./]+)+$/.test(value);
const isAddress = (value: string): boolean => {
  const [address = '', bits = '0', ...more] = value.split('/');
  return more.length === 0 && isIP(address) > 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128);
};

/** What values of these types look like: the tool takes no others, and says nothing of those in a feed. */
const FORMS: Readonly<Record<string, (value: string) => boolean>> = {
  AS: (value) => /^\d{1,10}$/.test(value) && Number(value) <= 4_294_967_295,
  domain: isHost,
  email: isMail,
  'email-dst': isMail,
  'email-src': isMail,
  hostname: isHost,
  'ip-dst': isAddress,
  'ip-src': isAddress,
  md5: hex(32),
  sha1: hex(40),
  sha224: hex(56),
  sha256: hex(64),
  sha384: hex(96),
  sha512: hex(128),
  vulnerability: (value) => /^CVE-\d{4}-\d{4,}$/.test(value),
};

/** Is it one of those that the type has? */
export const isOfType = (type: string, value: string): boolean => FORMS[type]?.(value) ?? true;

/** Bytes of UTF-8 of a value, or a comment. */
export const MOST = 65_535;
/** Characters that its database has no place for. */
export const WIDE = /[\u{10000}-\u{10ffff}]/gu;
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Why a value can't go out; undefined where it can. */
export const unfit = (type: string, value: string): string | undefined => {
  if (!value.isWellFormed()) return 'the value has half of a surrogate pair';
  if (value.search(WIDE) >= 0) return 'the value has a character of four bytes in UTF-8, which MISP replaces by a question mark';
  if (CONTROL.test(value)) return 'the value has a control character';
  if (/[\r\n]/.test(value) && !mayHaveLines(type)) return `a line break has no place in a value of the type ${type}`;
  if (Buffer.byteLength(value) > MOST) return `the value has more than ${MOST} bytes`;
  const parts = type.split('|').length;
  if (parts > 1 && value.split('|').length < parts) return `a value of the type ${type} has two parts with | between them`;
  return isOfType(type, value) ? undefined : `the value is none of the type ${type}`;
};
