import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTlp } from '../../engine/language/basics/tlp.ts';

test.each([
  ['red', 'red'], ['TLP:RED', 'red'], ['Amber', 'amber'], ['tlp:amber', 'amber'], ['TLP: GREEN', 'green'], ['tlp-white', 'white'],
  ['WHITE', 'white'], ['TLP:WHITE', 'white'], ['clear', 'white'], ['TLP:CLEAR', 'white'], ['AMBER+STRICT', 'amber+strict'],
  ['tlp:amber+strict', 'amber+strict'], ['TLP:AMBER + STRICT', 'amber+strict'], ['amber strict', 'amber+strict'],
  ['amber-strict', 'amber+strict'], [' \tTLP:RED\n', 'red'], ['\u00a0green', 'green'],
])('%j is %s', (text, colour) => expect(readTlp(text)).toBe(colour)); // prettier-ignore

test.each([
  'gren', 'unknown', '', ' ', 'tlp', 'TLP:', 'TLP:EX:CHR', 'amber+', 'amberstrict', 'red+strict', 'strict', 'redd', 'TLPRED', 'tlp:tlp:red', 'red, green',
  'TLP:RED or so', '4', 'true', `red${' '.repeat(100)}`,
])('%j is none', (text) => expect(readTlp(text)).toBeUndefined()); // prettier-ignore

const spelt = fc
  .tuple(
    fc.constantFrom('', 'TLP:', 'TLP: ', 'TLP-', 'TLP '),
    fc.constantFrom(
      ['RED', 'red'],
      ['AMBER', 'amber'],
      ['AMBER+STRICT', 'amber+strict'],
      ['GREEN', 'green'],
      ['WHITE', 'white'],
      ['CLEAR', 'white'],
    ),
    fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
    fc.constantFrom('', ' ', '\t', '\n'),
  )
  .map(([prefix, [name, colour], upper, blank]) => ({
    text: `${blank}${[...(prefix + (name as string))].map((one, at) => (upper[at] === true ? one : one.toLowerCase())).join('')}${blank}`,
    colour,
  }));

test('any case, prefix and blanks around it make no difference, and what is stored is read as itself', () => {
  fc.assert(
    fc.property(spelt, ({ text, colour }) => {
      expect(readTlp(text)).toBe(colour);
      expect(readTlp(colour as string)).toBe(colour);
    }),
  );
});
