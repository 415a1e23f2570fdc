/** Patterns say exactly one value, or the value is refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observablePaths, readerOf } from '../../../../engine/components/sinks/stix/pattern/observables.ts';
import {
  equalityPattern,
  type ObservablePath,
  pathText,
  readObservablePath,
} from '../../../../engine/components/sinks/stix/pattern/pattern.ts';
import { readStixPattern } from '../../../../engine/expression/formats/read-stix-pattern.ts';

const pathOf = (text: string): ObservablePath => readObservablePath(text) as ObservablePath;
const read = (path: string, text: string) => readerOf(pathOf(path))?.(text);

/** Every character, those that patterns, JSON and terminals treat in their own way more often. */
const nasty = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "'",
      '\\',
      '"',
      '\n',
      '\r',
      '\t',
      '\u0000',
      '\u0007',
      '\u2028',
      '[',
      ']',
      '😀',
      '=cmd()',
      ' ',
      '/*',
      '//',
      '%',
      '_',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('a path', () => {
  test.each(observablePaths)('%s is read and written', (text) => {
    expect(pathText(pathOf(text))).toBe(text);
  });

  test('is read with its keys quoted or not', () => {
    expect(pathOf('file:hashes.SHA-256')).toEqual({ type: 'file', path: ['hashes', 'SHA-256'] });
    expect(['file', 'file:', 'file:a..b', "file:'a'b'", 'FILE:name', 'file:name = 1'].map(readObservablePath)).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });
});

describe('a pattern', () => {
  test('escapes the apostrophe and the backslash, nothing else', () => {
    const path = pathOf('mutex:name');
    expect(equalityPattern(path, "it's C:\\\n😀\u0007")).toBe("[mutex:name = 'it\\'s C:\\\\\n😀\u0007']");
    expect(equalityPattern(pathOf('autonomous-system:number'), 64512)).toBe('[autonomous-system:number = 64512]');
  });

  test('of any text is read back as that text', () => {
    fc.assert(
      fc.property(nasty, fc.constantFrom(...observablePaths), (value, text) => {
        const path = pathOf(text);
        // A network of one address is read as that address.
        fc.pre(!/\/(?:32|128)$/.test(value));
        expect(readStixPattern(equalityPattern(path, value))).toEqual([{ type: path.type, path: path.path.join('.'), value }]);
      }),
      { numRuns: 2000 },
    );
  });

  test('has a value that was read from the text as it is, or the text is refused with a reason', () => {
    const verbatim = observablePaths.filter((path) => !/mac-addr|registry|autonomous/.test(path));
    fc.assert(
      fc.property(nasty, fc.constantFrom(...verbatim), (text, path) => {
        const found = readerOf(pathOf(path))?.(text) ?? { why: '' };
        if ('why' in found) expect(found.why).toMatch(/^(?:is|has) /);
        else expect(found.value).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a value', () => {
  test.each([
    ['ipv4-addr:value', '198.51.100.3'],
    ['ipv4-addr:value', '198.51.100.0/24'],
    ['ipv6-addr:value', '2001:DB8::1'],
    ['ipv6-addr:value', '2001:db8::/32'],
    ['domain-name:value', 'bücher.example'],
    ['domain-name:value', '_dmarc.example.com'],
    ['url:value', "http://example.com/a'b\\c?x=é😀"],
    ['email-addr:value', 'john@example.com'],
    ['file:hashes.MD5', 'D41D8CD98F00B204E9800998ECF8427E'],
    ['file:name', 'invoice.exe '],
    ['mutex:name', 'Global\\a\nb'],
  ])('of %s stays as it is: %s', (path, text) => {
    expect(read(path, text)).toEqual({ value: text });
  });

  test.each([
    ['autonomous-system:number', 'AS64512', 64512],
    ['autonomous-system:number', '1.10', 65546],
    ['mac-addr:value', 'D2-FB-49-24-37-18', 'd2:fb:49:24:37:18'],
    ['mac-addr:value', 'd2fb.4924.3718', 'd2:fb:49:24:37:18'],
    ['windows-registry-key:key', 'HKLM\\System\\Foo', 'HKEY_LOCAL_MACHINE\\System\\Foo'],
  ])('of %s is spelt as the standard has it: %s', (path, text, value) => {
    expect(read(path, text)).toEqual({ value });
  });

  test.each([
    ['ipv4-addr:value', '198.51.100.300'],
    ['ipv4-addr:value', ' 198.51.100.3'],
    ['ipv4-addr:value', '198.51.100.3/33'],
    ['ipv4-addr:value', '198.51.100.3/24/24'],
    ['ipv4-addr:value', '2001:db8::1'],
    ['ipv6-addr:value', 'fe80::1%eth0'],
    ['domain-name:value', 'example com'],
    ['domain-name:value', '*.example.com'],
    ['domain-name:value', '198.51.100.3'],
    ['domain-name:value', 'a..b'],
    ['url:value', 'http://example.com/\nHost: x'],
    ['url:value', 'http://example.com/a b'],
    ['url:value', 'example.com/a'],
    ['email-addr:value', 'john@'],
    ['file:hashes.MD5', 'd41d8cd98f00b204e9800998ecf8427'],
    ['file:name', 'a\nb'],
    ['mutex:name', '\ud800'],
    ['mutex:name', ''],
    ['autonomous-system:number', 'AS4294967296'],
    ['autonomous-system:number', '65536.1'],
    ['mac-addr:value', 'd2:fb:49:24:37'],
  ])('of %s is refused: %j', (path, text) => {
    expect(read(path, text)).toEqual({ why: expect.any(String) as string });
  });
});
