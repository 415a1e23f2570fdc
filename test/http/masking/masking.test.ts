import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, MASK } from '../../../engine/http/redactor/redactor.ts';
import { encodings, leak, maskingCase } from '../../../scripts/fuzz/masking.ts';
import { Random } from '../../../scripts/fuzz/random.ts';

const secret = 'canaryPLAINsecret9876543210';

const shownOf = (text: string, ...secrets: readonly string[]): string => {
  const redactor = createRedactor();
  for (const one of secrets.length === 0 ? [secret] : secrets) redactor.add(one);
  return redactor.redact(text);
};

test('no secret of 4 to 5,000 characters shows, in any encoding, case and split', () => {
  fc.assert(
    fc.property(fc.integer(), fc.oneof(fc.integer({ min: 4, max: 200 }), fc.integer({ min: 200, max: 5000 })), (seed, length) => {
      expect(leak(maskingCase(new Random(seed), length))).toBeUndefined();
    }),
    { numRuns: 60 },
  );
}, 120_000);

test.each(['plain', 'percent', 'hex', 'base64'])(
  'a secret of a million characters does not show as %s',
  (name) => {
    const long = Array.from({ length: 20_000 }, (_, at) => `${String(at)}-`.padEnd(50, 'kxTz/q0')).join('');
    expect(long).toHaveLength(1_000_000);
    const written = (encodings[name] as (typeof encodings)[string])(long, new Random(1));
    const shown = shownOf(`>${written}<`, long);
    expect(shown).toContain(MASK);
    expect(shown.length).toBeLessThan(64);
  },
  300_000,
);

describe('a secret is masked', () => {
  test.each([
    ['in capitals', 'bad key CANARYPLAINSECRET9876543210!', 'bad key ***!'],
    ['as a host', 'http://canaryplainsecret9876543210.evil.example/', 'http://***.evil.example/'],
    ['with blanks in it', 'canary PLAIN  secret\n9876543210.', '***.'],
    ['with characters of no width in it', 'c\u200ba\u200bn\u200baryPLAIN\u00adsecret\u20609876543210', '***'],
    ['in wide letters', 'ｃａｎａｒｙＰＬＡＩＮｓｅｃｒｅｔ９８７６５４３２１０', '***'],
    ['in lines of a list', '["canaryPLAIN",\n"secret9876543210"]', '["***"]'],
    ['as \\u', [...secret].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''), '***'],
    ['as numbers of HTML', [...secret].map((char) => `&#${char.charCodeAt(0)};`).join(''), '***'],
    [
      'percent-encoded three times',
      encodeURIComponent(encodeURIComponent(encodeURIComponent(`${secret}é`))),
      '***%2525C3%2525A9',
    ],
    ['as hex with blanks', Buffer.from(secret).toString('hex').replaceAll(/../g, '$& '), '*** '],
    ['as bytes of a program', [...secret].map((char) => `0x${char.charCodeAt(0).toString(16)}`).join(', '), '0x***'],
    ['as base64 of base64', Buffer.from(Buffer.from(secret).toString('base64')).toString('base64'), '***'],
    ['as base64 in lines', Buffer.from(secret).toString('base64').replaceAll(/.{8}/g, '$&\r\n'), '***'],
    ['as base64 in small letters', Buffer.from(secret).toString('base64').toLowerCase(), '***'],
    ['where it was cut off', `bad key ${secret.slice(0, 26)}…`, 'bad key ***…'],
    ['where 16 characters of it are left', `bad key ${secret.slice(5, 21)}`, 'bad key ***'],
  ])('%s', (_, text, shown) => expect(shownOf(text)).toBe(shown));

  test('behind an escape that seems to begin before it', () => {
    expect(shownOf('C:\\nabcdefgh', 'nabcdefgh')).toBe('C:\\***');
    expect(shownOf('100%41abcdefgh', '41abcdefgh')).toBe('100%***');
  });
});

describe('a text stays as it is', () => {
  test('where it shares a word with a secret', () => expect(shownOf('no plain secret here')).toBe('no plain secret here'));
  test('where it is a short piece of one', () => expect(shownOf('canaryPLAIN')).toBe('canaryPLAIN'));
});

describe('a secret of fewer than 8 characters', () => {
  test('is told', () => {
    expect(createRedactor().add('pin4321')).toBe(false);
    expect(createRedactor().add('pin-4321')).toBe(true);
  });
  test('is masked where it stands alone, and no part of a word is', () => {
    expect(shownOf('key=pin4321&x, spin43210, PIN4321', 'pin4321')).toBe('key=***&x, spin43210, ***');
    expect(shownOf('status 1234', 'status', '1234')).toBe('status 1234');
  });
});

describe('tokens', () => {
  const token = (number: number): string => `token-${String(number).padStart(6, '0')}-`.repeat(64);

  test('in any number: the newest are masked, with what the user gave', () => {
    const redactor = createRedactor();
    redactor.add(secret);
    for (let number = 0; number < 2000; number++) redactor.learn(token(number));
    for (let number = 1900; number < 2000; number++) expect(redactor.redact(token(number))).toBe(MASK);
    expect(redactor.redact(secret)).toBe(MASK);
    expect(redactor.redact(token(0).slice(0, 800))).not.toBe(MASK);
  });

  test('that are used again are not the oldest', () => {
    const redactor = createRedactor();
    for (let number = 0; number < 2000; number++) {
      redactor.learn(token(number));
      redactor.learn(secret);
    }
    expect(redactor.redact(secret)).toBe(MASK);
  });
});

describe('data that is kept', () => {
  const kept = (text: string, ...secrets: readonly string[]): string => {
    const redactor = createRedactor();
    for (const one of secrets) redactor.add(one);
    return redactor.redactData(text);
  };
  test('loses a secret as a whole, not what is like a piece of one', () => {
    expect(kept(`key ${secret.toUpperCase()}`, secret)).toBe('key ***');
    expect(kept(secret.slice(0, 20), secret)).toBe(secret.slice(0, 20));
  });
  test('keeps a date that has the digits of a secret', () => {
    expect(kept('2024-11-05', '20241105')).toBe('2024-11-05');
    expect(kept('20241105', '20241105')).toBe('***');
  });
});
