/** Pieces that are put into definitions, samples, mocks and cases: what YAML, JSONata and JSON have of their own, and what is hard to bear. */

export const YAML_PIECES: readonly string[] = [
  '&a ', '*a', '&a *a', '<<: *a', '<<: {}', '<<: [*a, 1]', '!expr ', '!tmpl ', '!expr', '!foo ', '!!binary ', '!!set ', '!!omap ', '!!timestamp ',
  '!<tag:yaml.org,2002:str> ', '! ', '? ', '? [a, b]\n: c', '|', '|-', '>+', '|9', '>-2', '- ', '- - - ', '{', '}', '[', ']', ',', ': ', ':', '#', ' #', '---', '...',
  '%YAML 1.1\n---', '%TAG ! tag:x,2000:', '\n---\n', '\n...\n', '~', 'null', 'yes', 'NO', 'on', 'True', '0x1F', '0o17', '017', '1_000', '1e999', '-0', '.nan', '-.inf',
  '9007199254740993', '1e-400', '2026-99-99', '2026-02-30T25:61:61Z', '12:30:45', '__proto__', 'constructor', 'toString', 'hasOwnProperty', "''", '""', '"\\u0000"',
  '"\\ud800"', '"\\x', "'", '"', '\\', '`', '@', '%', '{{', '}}', '{{{a}}}', '{{#if a}}', '{{@user.', '{{> x}}', '<<', '.', '..', '../../../etc/passwd', '/etc/passwd',
  'P7D', 'P', 'PT-1S', 'P1Y2M3DT4H5M6.7S', '-1', '0', '1.5', '99999999999999999999', '32 MiB', 'true', 'false', '[]', '{}', '[[]]', '[{}]', '[null]', '{a: }', '{? a}',
  '# feedwright-ignore path.misspelt: why', '# feedwright-ignore', '# feedwright-ignore : x', 'use: [a]', 'use: a', 'each:', 'kind: x', 'name:', 'language: 2',
];

export const EXPRESSION_PIECES: readonly string[] = [
  '(', ')', '[', ']', '{', '}', '$', '$$', '$$.', '.', '..', '*', '**', '%', '%.%.', '^(a)', '^(>a, <b)', '@$x', '#$i', '?', ':', '?:', '??', '~>', ':=', '&', '/',
  '/(a+)+$/', '/[/', '/a/gim', "'", '"', '`', '`a b`', 'and', 'or', 'in', 'not', 'null', 'true', 'function($x){$x}', 'function($x)<s-:s>{$x}', 'function($x)<(:s>{1}', 'λ($a){$a}',
  '$eval("1")', '$map(a, $string)', '$reduce([1..3], function($i,$j){$i+$j})', '$sift', '$lookup({}, "a")', '$table("t", 1)', '$table(a)', '$table', '|a|{"b":1}|', '|$|{}, ["a"]|',
  '[0..1e9]', '[1..', '{a: b}', '{"a": b}', 'a{b: c}', '$f(?)', '$f(?, 1)', '?', '$substring(?, 0)', '/* c */', '/*', '1e400', '0.1.2', '-', '--1', '$user', '$user.', '$user.nope',
  '$page.body', '$state', '$run.now', '$window.since', '$record', '$parent', '$first(', '$header("x")', '$now()', '$millis', '$random()', '($a := 1; $a)', '($f := function($n){$f($n)}; $f(1))',
  'a[', 'a[0', 'a[-1]', 'a[[0..2]]', 'a.$', 'a.$$', '\u2028', 'é', '😀', '\u0000', '\\u0041', '"\\ud800"', "'\\q'",
];

export const JSON_PIECES: readonly string[] = [
  'null', 'true', 'false', '0', '-0', '1e999', '1e-999', '12345678901234567890', '0.1', '""', '"a"', '[]', '{}', '[[]]', '[null]', '{"":null}', '{"__proto__":1}', '{"a.b":1}', '{"constructor":{}}',
  '"\\u0000"', '"\\ud800"', '"2026-01-01"', '1767225600', '"198.51.100.1"', '"2001:db8::1"', ',', ':', '"', '{', '}', '[', ']', '//', '/* */', 'NaN', '\n', '\\', "'",
];

/** Bytes that no text has, or that texts have in other encodings. */
export const BYTES: readonly (readonly number[])[] = [
  [0], [0xff], [0xfe, 0xff], [0xff, 0xfe], [0xef, 0xbb, 0xbf], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80], [0x80], [0x0d], [0x0d, 0x0a], [0x09], [0x0c], [0x1b], [0x7f],
  [0xc2, 0x85], [0xc2, 0xa0], [0xe2, 0x80, 0xa8], [0xe2, 0x80, 0xae], [0xef, 0xbb, 0xbf, 0x0a], [0xf0, 0x9f, 0x98, 0x80], [0xcc, 0x81],
];
