import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, MASK } from '../../../engine/http/redactor/redactor.ts';

const secretText = fc
  .oneof(
    fc.string({ minLength: 8, maxLength: 40 }),
    fc.string({ minLength: 8, maxLength: 20, unit: 'grapheme' }),
    fc.string({ minLength: 8, maxLength: 20, unit: 'binary' }),
    fc.stringMatching(/^[ "\\/%&<>'+=~!*()\n\t]{8,12}$/),
  )
  .filter((text) => text.trim().length >= 8)
  .map((text) => text.trim());

const few = { numRuns: 30 };

const formStyle = (text: string): string => new URLSearchParams({ q: text }).toString().slice(2);
const lowerPercent = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const everyByte = (text: string): string =>
  Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const asciiJson = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const encodings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'percent-encoded': (text) => encodeURIComponent(text.toWellFormed()),
  'percent-encoded in lower case': (text) => lowerPercent(encodeURIComponent(text.toWellFormed())),
  'percent-encoded as strictly as RFC 3986 has it': (text) =>
    encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`),
  'percent-encoded byte by byte': everyByte,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text.toWellFormed())),
  'a form': formStyle,
  'a form in lower case': (text) => lowerPercent(formStyle(text)),
  JSON: inJson,
  'JSON in ASCII': (text) => asciiJson(text).slice(1, -1),
  'JSON with its slashes escaped': (text) => inJson(text).replaceAll('/', '\\/'),
  'JSON within JSON': (text) => inJson(inJson(text)),
  HTML: (text) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`),
  'HTML with names': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex in upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
};

describe('a secret of 8 characters or more', () => {
  test.each(Object.keys(encodings))('does not survive as %s', (name) => {
    const encode = encodings[name] ?? String;
    fc.assert(
      fc.property(secretText, fc.string(), fc.string(), (secret, before, after) => {
        const redactor = createRedactor();
        redactor.add(secret);
        const shown = redactor.redact(`${before}${encode(secret)}${after}`);
        expect(shown).toContain(MASK);
        expect(shown.replaceAll(MASK, '')).not.toContain(encode(secret));
      }),
      few,
    );
  });

  test.each(['a form', 'a form in lower case', 'percent-encoded'])(
    'does not survive as %s behind a mark that takes its beginning for the end of an escape',
    (name) => {
      const encode = encodings[name] ?? String;
      const secrets = fc.stringMatching(/^[0-9a-f]{1,2}[ :&/]{6,9}[:&/]$/);
      fc.assert(
        fc.property(secrets, fc.constantFrom('%', '%4', 'x=%', 'x%2'), (secret, before) => {
          const redactor = createRedactor();
          redactor.add(secret);
          expect(redactor.redact(`${before}${encode(secret)}`)).toContain(MASK);
        }),
        { numRuns: 200 },
      );
    },
  );

  test.each(['base64', 'base64url'] as const)(
    'does not survive within a longer %s text, wherever it stands in it',
    (encoding) => {
      fc.assert(
        fc.property(secretText, fc.uint8Array({ maxLength: 7 }), fc.uint8Array({ maxLength: 7 }), (secret, before, after) => {
          const redactor = createRedactor();
          redactor.add(secret);
          const bytes = Buffer.from(secret);
          const text = Buffer.concat([before, bytes, after]).toString(encoding);
          const shown = redactor.redact(text);
          // What is left on both sides holds at most the bits that it shares with the secret's first and last byte.
          const [left = '', right = ''] = shown.split(MASK);
          expect(shown.split(MASK)).toHaveLength(2);
          expect(left.length).toBeLessThanOrEqual(Math.ceil((before.length * 8) / 6));
          expect(right.replaceAll('=', '').length).toBeLessThanOrEqual(Math.ceil((after.length * 8) / 6) + 1);
        }),
      );
    },
  );

  test('is masked where it is only one of many', () => {
    fc.assert(
      fc.property(fc.array(secretText, { minLength: 1, maxLength: 5 }), (secrets) => {
        const redactor = createRedactor();
        secrets.forEach(redactor.add);
        const shown = redactor.redact(secrets.join('\u0001'));
        for (const secret of secrets) expect(shown.replaceAll(MASK, '')).not.toContain(secret);
      }),
      few,
    );
  });

  test('leaves no end standing where another begins within it', () => {
    const redactor = createRedactor();
    redactor.add('abcdefgh');
    redactor.add('efghijklmn');
    expect(redactor.redact('>abcdefghijklmn<')).toBe(`>${MASK}<`);
  });

  test('is masked in the Authorization header of HTTP Basic', () => {
    const redactor = createRedactor();
    redactor.add('correct horse');
    expect(redactor.redact(`Basic ${Buffer.from('me:correct horse').toString('base64')}`)).toMatch(/^Basic .{0,6}\*\*\*.{0,3}$/);
  });
});

describe('a text', () => {
  test('without a secret stays as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const redactor = createRedactor();
        redactor.add('a secret that does not stand there');
        expect(redactor.redact(text)).toBe(text);
      }),
    );
  });

  test('keeps its words where a secret is too short to be told from them', () => {
    const redactor = createRedactor();
    redactor.add('a');
    redactor.add('        ');
    redactor.add('status');
    expect(redactor.redact('        status: a')).toBe('        status: a');
  });

  test('of a hostile vendor does not make the search expensive', () => {
    const redactor = createRedactor();
    redactor.add('%%%%%%%%\\\\\\\\\\\\\\\\////""""&&&&++++    ');
    for (const part of ['%25', '\\', '%', '&#0', '"', '\\u', '/'])
      expect(redactor.redact(part.repeat(20_000))).toBe(part.repeat(20_000));
  });
});
