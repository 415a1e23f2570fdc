import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIp } from '../../../engine/expression/formats/ip-address.ts';

describe('parseIp', () => {
  test.each([
    ['192.168.1.100', 4, '192.168.1.100'],
    [' 0.0.0.0\t', 4, '0.0.0.0'],
    ['2001:DB8:0:0:0:0:0:1', 6, '2001:db8::1'],
    ['::', 6, '::'],
    ['::1', 6, '::1'],
    ['1::', 6, '1::'],
    ['2001:db8::0:1:0:0', 6, '2001:db8::1:0:0'],
    ['1:0:0:2:0:0:0:3', 6, '1:0:0:2::3'],
    ['1:2:3:4:5:6:7::', 6, '1:2:3:4:5:6:7:0'],
    ['::FFFF:1.2.3.4', 6, '::ffff:1.2.3.4'],
    ['64:ff9b::192.0.2.33', 6, '64:ff9b::c000:221'],
  ])('reads %s and spells it in the one canonical way', (text, version, expected) => {
    expect(parseIp(text)).toEqual({ version, text: expected });
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4:80',
    '1.2.3.0/24',
    '1.2.3.4.',
    '0x7f.0.0.1',
    '1.2.3.-4',
    '１.2.3.4',
    '[::1]',
    '::1%eth0',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1.2.3.4:5',
    '1.2.3.4::',
    ':1',
    '1:',
    'example.com',
    16909060,
    null,
    undefined,
    ['1.2.3.4'],
  ])('does not read %j', (value) => {
    expect(parseIp(value)).toBeUndefined();
  });

  test('agrees with Node on every address, and its spelling reads back as itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseIp(text);
        expect(address?.version).toBe(isIPv4(text) ? 4 : 6);
        expect(parseIp(address?.text)).toEqual(address);
        expect(parseIp(text.toUpperCase())).toEqual(address);
      }),
    );
  });

  test('agrees with Node on texts that are nearly addresses', () => {
    const nearly = fc.array(fc.constantFrom('0', '1', '25', '255', '256', '01', 'a', 'ffff', ':', '::', '.', '1.2.3.4'), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(nearly, (parts) => {
        const text = parts.join('');
        expect(parseIp(text) !== undefined).toBe(isIPv4(text) || isIPv6(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('gives two addresses one spelling exactly where they are the same number', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, groups, (a, b) => {
        const [left, right] = [parseIp(a.join(':'))?.text, parseIp(b.map((part) => `000${part}`).join(':'))?.text];
        expect(left === right).toBe(a.join() === b.join());
      }),
    );
  });
});
