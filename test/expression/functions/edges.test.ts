import { describe, expect, test } from 'vitest';
import { ExpressionError } from '../../../engine/expression/jsonata/errors/expression-error.ts';
import { functions } from '../../../engine/expression/functions/registry.ts';

const call = (name: string, ...args: unknown[]): unknown => {
  const definition = functions[name];
  if (definition === undefined) throw new Error(`There is no function ${name}.`);
  return definition.call(...args);
};

const errorOf = (work: () => unknown): ExpressionError => {
  try {
    work();
  } catch (error) {
    if (error instanceof ExpressionError) return error;
  }
  throw new Error('Nothing was refused.');
};

describe('what a function can not read', () => {
  test.each([
    ['epoch', ['soon'], 'not-a-time'],
    ['iso', [['2025-01-01']], 'not-a-time'],
    ['time', [{}], 'not-a-time'],
    ['date', [true], 'not-a-time'],
    ['earliest', ['2025-01-01', 'soon'], 'not-a-time'],
    ['latest', [['soon']], 'not-a-time'],
    ['epoch', ['2025-01-01', 'minutes'], 'wrong-argument'],
    ['plus', ['2025-01-01', 'P1M'], 'wrong-argument'],
    ['plus', ['2025-01-01', ''], 'wrong-argument'],
    ['plus', ['9999-12-31', 'P2D'], 'wrong-argument'],
    ['num', ['abc'], 'not-a-number'],
    ['num', ['1e999'], 'not-a-number'],
    ['num', ['0x10'], 'not-a-number'],
    ['num', ['9007199254740993'], 'not-a-number'],
    ['num', [true], 'not-a-number'],
    ['values', [{ a: 1 }], 'wrong-argument'],
    ['values', [[{ a: 1 }]], 'wrong-argument'],
    ['lines', [5], 'wrong-argument'],
    ['refang', [5], 'wrong-argument'],
    ['attribute', ['x', 'Case ID'], 'wrong-argument'],
    ['stix_pattern', ['ipv4-addr:value = 1'], 'not-a-stix-pattern'],
    ['header', ['ETag'], 'no-response'],
  ])('is an error with a code: $%s(%j)', (name, args, code) => {
    expect(errorOf(() => call(name, ...args)).code).toBe(code);
  });

  test('is described by its shape, never by its content', () => {
    const { message } = errorOf(() => call('iso', 'Hunter2: pässwörd 世界'));
    expect(message).toBe('$iso needs a time and was given a text shaped like "aaaaaa9: aaaaaaaa aa".');
    expect(errorOf(() => call('num', 'x'.repeat(1000))).message.length).toBeLessThan(100);
  });
});

describe('the kind of an indicator', () => {
  const hex = (length: number): string => 'aB3'.repeat(length).slice(0, length);
  test.each([
    ['IP Address', ['192.0.2.1', ' 192.0.2.1 ']],
    ['IPv6 Address', ['2001:db8::1', '::ffff:192.0.2.1']],
    ['CIDR Block', ['192.0.2.0/24', '0.0.0.0/0', '192.0.2.1/32']],
    ['IPv6 CIDR Block', ['2001:db8::/32', '::/0', '2001:db8::1/128']],
    ['FQDN', ['example.com', 'LOGIN.Example.com', '_dmarc.example.com', 'xn--bcher-kva.example', 'a.xn--p1ai', 'example.com.']],
    ['URL', ['http://example.com', 'https://192.0.2.1:8080/a?b#c', 'FTP://example.com/x', 'https://[2001:db8::1]/']],
    ['Email Address', ['user@example.com', 'first.last+tag@mail.example.org']],
    ['MD5', [hex(32)]],
    ['SHA-1', [hex(40)]],
    ['SHA-256', [hex(64)]],
    ['SHA-512', [hex(128)]],
  ])('%s is known by its form', (kind, texts) => {
    for (const text of texts) expect(call('indicator_type', text), text).toBe(kind);
  });

  test.each([
    ['an address with a port', '192.0.2.1:80'],
    ['an address out of range', '256.0.2.1'],
    ['a netblock out of range', '192.0.2.0/33'],
    ['a netblock of IPv6 out of range', '2001:db8::/129'],
    ['a path', '/etc/passwd'],
    ['a file', 'setup.exe'],
    ['a name without a dot', 'localhost'],
    ['a name with an empty label', 'a..example'],
    ['a label that is too long', `${'a'.repeat(64)}.example`],
    ['a name that is too long', `${'a.'.repeat(125)}example`],
    ['a number with a dot', '1.10'],
    ['a defanged name', 'example[.]com'],
    ['a URL without a host', 'https:///path'],
    ['a URL with a blank', 'https://example.com/a b'],
    ['a URL of another scheme', 'javascript:alert(1)'],
    ['a hash of another length', hex(33)],
    ['a hash with another letter', `${hex(31)}g`],
    ['a text', 'no indicator at all'],
    ['a very long text', 'a.'.repeat(1_000_000)],
    ['a number', 3232235777],
    ['a list', ['192.0.2.1']],
  ])('%s shows none', (_what, value) => {
    expect(call('indicator_type', value)).toBeUndefined();
  });
});

describe('blank', () => {
  test.each([
    'epoch',
    'iso',
    'time',
    'date',
    'num',
    'earliest',
    'latest',
    'first',
    'indicator_type',
    'ip',
    'ip_type',
    'stix_pattern',
  ])('a blank text is missing to $%s', (name) => {
    expect(call(name, '  ')).toBeUndefined();
  });

  test('a blank cell has no values and a blank text no lines', () => {
    expect(call('values', ' ; |')).toEqual([]);
    expect(call('values', '')).toEqual([]);
    expect(call('lines', ' \r\n ')).toEqual([]);
  });
});

describe('$values', () => {
  test.each([
    ['a', ['a']],
    [' a ;b|c ', ['a', 'b', 'c']],
    ['Defacement, Hacking', ['Defacement', 'Hacking']],
    ['a, b; c', ['a, b', 'c']],
    ['"a";"b c"', ['a', 'b c']],
    [7, [7]],
    [
      ['a;b', ' c ', '', null, 3, true],
      ['a;b', 'c', 3, true],
    ],
  ])('of %j are %j', (cell, expected) => {
    expect(call('values', cell)).toEqual(expected);
  });
});

describe('$attribute', () => {
  const object = {
    value: 'V',
    attributes: [
      { name: 'A', value: '1' },
      { name: 'B', value: 'x' },
      { name: 'A', value: '2' },
      { name: 'C', value: null },
    ],
  };
  test.each([
    ['B', 'x'],
    ['A', ['1', '2']],
    ['C', undefined],
    ['a', undefined],
  ])('%s is %j', (name, expected) => {
    expect(call('attribute', object, name)).toEqual(expected);
  });

  test('of an object without attributes is missing', () => {
    expect(call('attribute', {}, 'A')).toBeUndefined();
  });
});

describe('$refang', () => {
  test.each([
    ['hxxp://a.b', 'http://a.b'],
    ['hXXpS://a[.]b/c?d=hxxp://e', 'https://a.b/c?d=hxxp://e'],
    ['h**p://a{dot}b', 'http://a.b'],
    ['fxp[://]a(.)b', 'ftp://a.b'],
    ['1[.]2[.]3[.]4[:]80', '1.2.3.4:80'],
    ['list[0].x', 'list[0].x'],
    ['hxxparty', 'hxxparty'],
  ])('%s is %s', (given, expected) => {
    expect(call('refang', given)).toBe(expected);
  });
});

describe('$stix_pattern', () => {
  const values = (pattern: string): unknown => (call('stix_pattern', pattern) as { value: unknown }[]).map(({ value }) => value);

  test.each([
    ["[domain-name:value = 'a' AND url:value = 'b'] FOLLOWEDBY [ipv6-addr:value = '::1'] WITHIN 5 SECONDS", ['a', 'b', '::1']],
    ["([file:name = 'it\\'s' OR file:size = 10 OR file:is_x = true])", ["it's", 10, true]],
    ["[file:name != 'a' AND NOT file:name = 'b' AND file:name NOT = 'c' AND file:name NOT IN ('d') AND file:name LIKE 'e%']", []],
    ["[ipv4-addr:value ISSUBSET '10.0.0.0/8' OR ipv4-addr:value NOT ISSUBSET '10.1.0.0/16']", ['10.0.0.0/8']],
    ["[ipv4-addr:value ISSUPERSET '10.0.0.0/8']", []],
    ["[NOT (file:name = 'a' OR file:name IN ('b', 'c')) AND (file:name = 'd' or file:name in ('e', 'f'))]", ['d', 'e', 'f']],
    ["[file:name = 'C:\\\\a\\'b' /* = 'c' */] // AND [file:name = 'd']", ["C:\\a'b"]],
    ["[url:value='https://a.example/x//y'AND domain-name:value='a.example']", ['https://a.example/x//y', 'a.example']],
    [
      "[email-message:from_ref.value = 'x@y' AND email-message:body_multipart[*].body_raw_ref.name = 'n'] START t'2025-01-01T00:00:00Z' STOP t'2025-01-02T00:00:00Z'",
      ['x@y', 'n'],
    ],
  ])('names the values that %s asks for', (pattern, expected) => {
    expect(values(pattern)).toEqual(expected);
  });

  test.each([
    'hashes.SHA256',
    "hashes.'SHA-256'",
    'hashes."SHA-256"',
    "hashes.'sha-256'",
    'hashes.sha256',
    "hashes['SHA-256']",
    'hashes.SHA_256',
  ])('spells the algorithm of %s as the standard does', (path) => {
    expect(call('stix_pattern', `[file:${path} = 'ab' AND process:image_ref.${path} = 'cd']`)).toEqual([
      { type: 'file', path: 'hashes.SHA-256', value: 'ab' },
      { type: 'process', path: 'image_ref.hashes.SHA-256', value: 'cd' },
    ]);
  });

  test.each([
    ['md5', 'MD5'],
    ['SHA1', 'SHA-1'],
    ['sha-512', 'SHA-512'],
    ['SHA3-256', 'SHA3-256'],
    ['ssdeep', 'SSDEEP'],
    ['imphash', 'imphash'],
  ])('the algorithm %s is %s', (name, known) => {
    expect(call('stix_pattern', `[file:hashes.'${name}' = 'ab']`)).toEqual([
      { type: 'file', path: `hashes.${known}`, value: 'ab' },
    ]);
  });

  test.each(["[file:name = 'a'", "file:name = 'a'", "[file:name = 'a]", '[(])', 'alert tcp any any', `[${'('.repeat(70_000)}`])(
    'is an error for %.30s',
    (pattern) => {
      expect(errorOf(() => call('stix_pattern', pattern)).code).toBe('not-a-stix-pattern');
    },
  );
});

test('$first gives false and 0, which are values', () => {
  expect(call('first', null, false)).toBe(false);
  expect(call('first', [[], ['', 0]])).toBe(0);
});
