import { lineBreaks, malformedXml } from './malformed.ts';

const PREDEFINED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text that begins on this line with its references resolved: the five that XML has, and character numbers. No document may define others. */
export const resolved = (text: string, line: number): string =>
  text.includes('&')
    ? text.replaceAll(/&([^;&\s]{0,32};?)/g, (_, name: string, at: number) => character(name, () => line + lineBreaks(text, at)))
    : text;

const character = (name: string, line: () => number): string => {
  const [, hex, decimal] = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));$/i.exec(name) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  if (code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code);
  const known = name.slice(0, -1);
  if (name.endsWith(';') && Object.hasOwn(PREDEFINED, known)) return PREDEFINED[known] ?? '';
  throw malformedXml(
    'an & that begins no reference that XML has by itself',
    line(),
    'Entities that a document type defines are not read: they can be made to explode.',
  );
};
