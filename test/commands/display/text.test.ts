import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, harmless, pad, width } from '../../../engine/commands/display/text.ts';

describe('text of a vendor', () => {
  test('loses its power over the terminal', () => {
    expect(harmless('\u001b[31mred\u001b[0m')).toBe('\\u{1b}[31mred\\u{1b}[0m');
    expect(harmless('evil\u202etxt.exe')).toBe('evil\\u{202e}txt.exe');
    expect(harmless('one\ntwo\tthree\r')).toBe('one\\ntwo\\tthree\\r');
    expect(harmless('a\u200bb\ufeffc\u009b')).toBe('a\\u{200b}b\\u{feff}c\\u{9b}');
  });

  test('keeps its letters', () => {
    for (const text of ['naïve café', '日本語', 'Привет', '👩‍🚀'.replaceAll('\u200d', '')]) expect(harmless(text)).toBe(text);
  });

  test('is cut to the columns that there are', () => {
    expect(cut('a long sentence', 8)).toBe('a long …');
    expect(cut('日本語です', 5)).toBe('日本…');
    expect(cut('short', 8)).toBe('short');
  });

  test.each([
    ['half-width kana', 'ｱｲｳ', 3],
    ['bopomofo', 'ㄅㄆ', 4],
    ['a syllable of three jamo', '\u1112\u1161\u11ab', 2],
    ['vowel signs that take room, and ones that do not', 'का\u0941', 2],
    ['an accent of its own', 'e\u0301', 1],
    ['an emoji', '🚀', 2],
    ['a flag', '🇩🇪', 2],
    ['colours', '\u001b[31mred\u001b[0m', 3],
  ])('is as wide as a terminal shows it: %s', (_, text, columns) => {
    expect(width(text)).toBe(columns);
  });

  test('is cut between what is shown as one', () => {
    expect(cut('🇩🇪🇫🇷🇮🇹', 5)).toBe('🇩🇪🇫🇷…');
    expect(cut('🇩🇪🇫🇷🇮🇹', 4)).toBe('🇩🇪…');
    expect(cut('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
  });

  test('never takes more columns than it is given, and never splits a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
        const shown = cut(harmless(text), columns);
        expect(width(shown)).toBeLessThanOrEqual(columns);
        expect(shown.isWellFormed()).toBe(true);
      }),
    );
  });

  test('is filled up at either side', () => {
    expect([pad('ab', 4), pad('ab', 4, true), pad('日', 4)]).toEqual(['ab  ', '  ab', '日  ']);
  });
});
