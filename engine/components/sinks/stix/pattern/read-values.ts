import { domainToASCII } from 'node:url';
import { parseIp } from '../../../../expression/formats/ip-address.ts';

/** A value as STIX has it, or the end of a sentence that begins with the value: why it can't be one. */
export type ReadValue = { readonly value: string | number } | { readonly why: string };
export type ValueReader = (text: string) => ReadValue;

const CONTROLS = /\p{Cc}/u;
const BLANKS = /[\s\p{Cc}]/u;

const ok = (value: string | number): ReadValue => ({ value });
const no = (why: string): ReadValue => ({ why });

/** Any text, but one that UTF-8 can't have. */
export const anyText: ValueReader = (text) =>
  !text.isWellFormed() ? no('has half of a surrogate pair') : text === '' ? no('is empty') : ok(text);

/** A text in one line. */
export const oneLine: ValueReader = (text) => (CONTROLS.test(text) ? no('has a control character') : anyText(text));

/** STIX 2.1, sections 6.8 and 6.9: one address, or a network in CIDR notation. */
export const address =
  (version: 4 | 6): ValueReader =>
  (text) => {
    const [start = '', length, ...more] = text.split('/');
    const isOne = start === start.trim() && parseIp(start)?.version === version && more.length === 0;
    if (!isOne) return no(`is no IPv${version} address`);
    if (length === undefined) return ok(text);
    return /^(?:0|[1-9]\d{0,2})$/.test(length) && Number(length) <= (version === 4 ? 32 : 128)
      ? ok(text)
      : no(`is no IPv${version} network`);
  };

/** RFC 1034 and 5890; internationalized names stay as they are written. */
export const domain: ValueReader = (text) => {
  const ascii = BLANKS.test(text) || !text.isWellFormed() ? '' : domainToASCII(text);
  const labels = ascii.replace(/\.$/, '').split('.');
  const isName = ascii.length <= 253 && labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
  return isName && parseIp(ascii) === undefined ? ok(text) : no('is no domain name');
};

/** With a scheme, and nothing that a reader would have to guess at; what would have to be escaped may stand in a pattern as it is. */
export const url: ValueReader = (text) => {
  if (BLANKS.test(text) || !text.isWellFormed()) return no('has a blank or a control character, which no URL may have');
  return /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text) ? ok(text) : no('is no URL with a scheme');
};

const CHARACTER = "(?:[\\w.~!$&'()*+,;=:@-]|%[0-9a-f]{2})";
const HOST = `(?:${CHARACTER}*|\\[[0-9a-f:.]+\\](?::\\d{0,5})?)`;
const URI = new RegExp(
  `^[a-z][a-z0-9+.-]*:(?://${HOST}(?:/(?:${CHARACTER}|/)*)?|(?:${CHARACTER}|/)*)(?:\\?(?:${CHARACTER}|[/?])*)?(?:#(?:${CHARACTER}|[/?])*)?$`,
  'i',
);

/** Has the text the characters of RFC 3986 alone, each where it may stand? Feeds have many addresses that would have to be escaped. */
export const isUri = (text: string): boolean => URI.test(text);

/** RFC 5322's addr-spec, without comments and quotes. */
export const mail: ValueReader = (text) =>
  text.isWellFormed() && /^[^\s@<>(),;:"\\]+@[^\s@<>(),;:"\\]+$/.test(text) && !CONTROLS.test(text)
    ? ok(text)
    : no('is no e-mail address');

/** A hash of so many hexadecimal digits. */
export const hex =
  (name: string, digits: number): ValueReader =>
  (text) =>
    text.length === digits && /^[0-9a-f]+$/i.test(text) ? ok(text) : no(`is no ${name}`);

/** `AS64512`, `64512`, or `1.10` (RFC 5396), as a number. */
export const asn: ValueReader = (text) => {
  const [, high, low] = /^(?:ASN?\s?)?(?:(\d{1,5})\.)?(\d{1,10})$/i.exec(text) ?? [];
  const part = Number(low);
  const number = high === undefined ? part : Number(high) * 65_536 + part;
  const fits = low !== undefined && (high === undefined || (Number(high) < 65_536 && part < 65_536));
  return fits && number < 2 ** 32 ? ok(number) : no('is no number of an autonomous system');
};

/** Lower case, parted by colons (STIX 2.1, section 6.10). */
export const mac: ValueReader = (text) => {
  const plain = /^(?:[0-9a-f]{12}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){2}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})$/i.test(text);
  const pairs = text
    .toLowerCase()
    .replaceAll(/[^0-9a-f]/g, '')
    .match(/../g);
  return plain && pairs !== null ? ok(pairs.join(':')) : no('is no MAC address');
};

const HIVES: Readonly<Record<string, string>> = {
  HKCC: 'HKEY_CURRENT_CONFIG',
  HKCR: 'HKEY_CLASSES_ROOT',
  HKCU: 'HKEY_CURRENT_USER',
  HKLM: 'HKEY_LOCAL_MACHINE',
  HKU: 'HKEY_USERS',
};

/** The hive written out (STIX 2.1, section 6.17). */
export const registryKey: ValueReader = (text) => {
  const [hive = '', ...path] = text.split('\\');
  return oneLine([HIVES[hive.toUpperCase()] ?? hive, ...path].join('\\'));
};

/** Digits in pairs, parted by colons or not. */
export const serial: ValueReader = (text) =>
  /^[0-9a-f]+(?:[: ]?[0-9a-f]+)*$/i.test(text) ? ok(text) : no('is no serial number');
