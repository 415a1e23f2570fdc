/** Control, format (bidirectional, zero width) and line characters, and letters that show as nothing. */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164]/gu;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => NAMED[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/** The text on one line, with control, bidirectional and invisible characters spelt out. */
export const harmless = (text: string): string => text.replace(HARMFUL, escaped);
