import { parseIp } from './ip-address.ts';

export type IndicatorKind =
  | 'IP Address'
  | 'IPv6 Address'
  | 'CIDR Block'
  | 'IPv6 CIDR Block'
  | 'FQDN'
  | 'URL'
  | 'Email Address'
  | 'MD5'
  | 'SHA-1'
  | 'SHA-256'
  | 'SHA-512';

const HEX = /^[0-9a-f]+$/i;
const HASHES: Readonly<Record<number, IndicatorKind>> = { 32: 'MD5', 40: 'SHA-1', 64: 'SHA-256', 128: 'SHA-512' };
const URL_TEXT = /^(?:https?|ftp):\/\/[^\s/?#]\S*$/i;
const MAIL = /^[^\s@/:]{1,64}@[a-z0-9.-]{1,253}\.[a-z0-9-]{2,63}$/i;
/** RFC 1035, section 2.3.4: 63 octets a label, 253 characters in all. The last label is a name or one in Punycode. */
const NAME = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,20}(?:[a-z]{2,24}|xn--[a-z0-9-]{1,59})\.?$/i;
const FILE =
  /\.(exe|dll|js|vbs|zip|rar|7z|doc|docx|xls|xlsx|pdf|html?|php|txt|csv|json|xml|apk|bin|elf|lnk|iso|img|png|jpe?g|bat|ps1|sh|py|jar|msi)$/i;

/** What kind of indicator a text can be seen to be; undefined for one that shows none. Blanks around it are left away. */
export function indicatorKind(value: unknown): IndicatorKind | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const address = parseIp(text);
  if (address !== undefined) return address.version === 4 ? 'IP Address' : 'IPv6 Address';
  const hash = HASHES[text.length];
  if (hash !== undefined && HEX.test(text)) return hash;
  if (URL_TEXT.test(text)) return 'URL';
  const block = netblock(text);
  if (block !== undefined) return block;
  if (MAIL.test(text)) return 'Email Address';
  return NAME.test(text) && !FILE.test(text) ? 'FQDN' : undefined;
}

function netblock(text: string): IndicatorKind | undefined {
  const [, start, length] = /^([0-9a-f.:]{2,45})\/(\d{1,3})$/i.exec(text) ?? [];
  const address = parseIp(start);
  if (address === undefined) return undefined;
  const longest = address.version === 4 ? 32 : 128;
  if (Number(length) > longest) return undefined;
  return address.version === 4 ? 'CIDR Block' : 'IPv6 CIDR Block';
}
