import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../engine/expression/jsonata/compile.ts';
import { errorOf, evaluate } from '../evaluate.ts';

describe('text functions', () => {
  test.each<readonly [string, unknown]>([
    ['$string(5)', '5'],
    ['$string(0.1 + 0.2)', '0.3'],
    ['$string(1e21)', '1e+21'],
    ['$string([1, "a", null, true, {"b": 0.1}])', '[1,"a",null,true,{"b":0.1}]'],
    ['$string({"a": [1]}, true)', '{\n  "a": [\n    1\n  ]\n}'],
    ['$string(null)', 'null'],
    ['$string(missing)', undefined],
    ['$length("héllo")', 5],
    ['$length("𝄞a")', 2],
    ['$substring("hello", 1)', 'ello'],
    ['$substring("hello", -3, 2)', 'll'],
    ['$substring("hello", 1, 0)', ''],
    ['$substring("hello", -9)', 'hello'],
    ['$substring("𝄞abc", 1, 2)', 'ab'],
    ['$substringBefore("a-b-c", "-")', 'a'],
    ['$substringBefore("abc", "-")', 'abc'],
    ['$substringAfter("a-b-c", "-")', 'b-c'],
    ['$uppercase("aé")', 'AÉ'],
    ['$lowercase("AÉ")', 'aé'],
    ['$trim("  a \\n b\\t ")', 'a b'],
    ['$trim(" ")', ''],
    ['$pad("a", 3) & "|"', 'a  |'],
    ['$pad("a", -3, "xy")', 'xya'],
    ['$pad("abc", 2)', 'abc'],
    ['$pad("a", 4, "")', 'a   '],
    ['$join(["a", "b"], ", ")', 'a, b'],
    ['$join(["a", "b"])', 'ab'],
    ['$join("a", ",")', 'a'],
    ['$join([])', ''],
    ['$split("a,b,,c", ",")', ['a', 'b', '', 'c']],
    ['$split("abc", "")', ['a', 'b', 'c']],
    ['$split("a b  c", /\\s+/)', ['a', 'b', 'c']],
    ['$split("a1b2c", /\\d/, 2)', ['a', 'b']],
    ['$split("a,b,c", ",", 2)', ['a', 'b']],
    ['$split("a", ",", 0)', []],
    ['$contains("abc", "b")', true],
    ['$contains("abc", /^b/)', false],
    ['$contains("abc", missing)', undefined],
    ['$base64encode("a b")', 'YSBi'],
    ['$base64decode("YSBi")', 'a b'],
    ['$encodeUrl("http://a/b c?é=&")', 'http://a/b%20c?%C3%A9=&'],
    ['$encodeUrlComponent("a/b &")', 'a%2Fb%20%26'],
    ['$decodeUrl("a%20b%2F")', 'a b%2F'],
    ['$decodeUrlComponent("a%20b%2F")', 'a b/'],
    ['("abc").$uppercase()', 'ABC'],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});

describe('regular expressions', () => {
  test.each<readonly [string, unknown]>([
    [
      '$match("ab12cd3", /([a-z]+)(\\d)/)',
      [
        { match: 'ab1', index: 0, groups: ['ab', '1'] },
        { match: 'cd3', index: 4, groups: ['cd', '3'] },
      ],
    ],
    ['$match("aXbx", /x/i).index', [1, 3]],
    ['$match("aaa", /a/, 2).index', [0, 1]],
    ['$match("aaa", /b/)', undefined],
    ['$match("aaa", /a/, 0)', undefined],
    ['$replace("a.b.c", ".", "-")', 'a-b-c'],
    ['$replace("a.b.c", ".", "-", 1)', 'a-b.c'],
    ['$replace("john smith", /(\\w+)\\s(\\w+)/, "$2, $1")', 'smith, john'],
    ['$replace("265USD", /([0-9]+)USD/, "$$$1")', '$265'],
    ['$replace("abc", /b/, "[$0]")', 'a[b]c'],
    ['$replace("abc", /(b)/, "$12")', 'ab2c'],
    ['$replace("abc", /b/, "$1")', 'ac'],
    ['$replace("abc", /(x)?b/, "<$1>")', 'a<>c'],
    ['$replace("abcd", /[bd]/, function($m){ $uppercase($m.match) & $m.start })', 'aB1cD3'],
    ['/b+/("abbc").match', 'bb'],
    ['/b/("abab").next().start', 3],
    ['/x/("a")', undefined],
    ['($m := /a./; $m("xayaz").next().match)', 'az'],
    ['$replace("a/b", /\\//, "-")', 'a-b'],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  test('are one matcher each, so that searches within searches do not disturb each other', () => {
    const text =
      '($f := function($t){ $replace($t, /[ab]/, function($m){ $m.match = "a" ? $f("b") & $f("b") : "x" }) }; $f("abba"))';
    expect(evaluate(text)).toBe('xxxxxx');
  });

  test('may be replaced by any function that gives the same structure', () => {
    const matcher =
      'function($t){ $t = "once" ? {"match": "on", "start": 0, "end": 2, "groups": [], "next": function(){ missing }} }';
    expect(evaluate(`$replace("once", ${matcher}, "-")`)).toBe('-ce');
    expect(errorOf('$match("a", function($t){ {"match": 1} })').code).toBe('T1010');
  });
});

describe('number functions', () => {
  test.each<readonly [string, unknown]>([
    ['$number("12.5")', 12.5],
    ['$number("-1e3")', -1000],
    ['$number("0xff")', 255],
    ['$number("0b101")', 5],
    ['$number(true)', 1],
    ['$number(missing)', undefined],
    ['$abs(-2)', 2],
    ['$floor(-1.5)', -2],
    ['$ceil(-1.5)', -1],
    ['$round(2.5)', 2],
    ['$round(3.5)', 4],
    ['$round(-0.4)', 0],
    ['$round(123.456, 2)', 123.46],
    ['$round(125, -1)', 120],
    ['$power(2, 10)', 1024],
    ['$sqrt(9)', 3],
    ['$sum([1, 2, 3])', 6],
    ['$sum([])', 0],
    ['$sum(4)', 4],
    ['$max([1, 3, 2])', 3],
    ['$min([3, 1])', 1],
    ['$max([])', undefined],
    ['$average([1, 2])', 1.5],
    ['$average(missing)', undefined],
    ['$formatBase(255, 16)', 'ff'],
    ['$formatNumber(1234.5, "#,##0.00")', '1,234.50'],
    ['$formatNumber(-3, "0;(0)")', '(3)'],
    ['$formatInteger(12, "I")', 'XII'],
    ['$formatInteger(21, "w")', 'twenty-one'],
    ['$parseInteger("xii", "i")', 12],
    ['$boolean("")', false],
    ['$boolean([])', false],
    ['$boolean({"a": 1})', true],
    ['$not(0)', true],
    ['$not(missing)', undefined],
    ['$random() < 1', true],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});

describe('time functions', () => {
  const at = Date.UTC(2024, 1, 29, 10, 11, 12, 345);

  test.each<readonly [string, unknown]>([
    ['$toMillis("2024-02-29T10:11:12.345Z")', at],
    ['$toMillis("2024-02-29T10:11:12.345+02:00")', at - 7_200_000],
    ['$toMillis("2024-02-29T10:11:12.345")', at],
    ['$toMillis("2024-02-29")', Date.UTC(2024, 1, 29)],
    ['$toMillis("2024")', Date.UTC(2024, 0, 1)],
    ['$toMillis("29/02/2024", "[D01]/[M01]/[Y0001]")', Date.UTC(2024, 1, 29)],
    ['$toMillis(missing)', undefined],
    [`$fromMillis(${String(at)})`, '2024-02-29T10:11:12.345Z'],
    [`$fromMillis(${String(at)}, "[Y]-[M01]-[D01] [H01]:[m01]")`, '2024-02-29 10:11'],
    [`$fromMillis(${String(at)}, "[H01]:[m01] [z]", "+0530")`, '15:41 GMT+05:30'],
    ['$fromMillis(-1)', '1969-12-31T23:59:59.999Z'],
    ['$fromMillis(missing)', undefined],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  test('tell the time of the given clock, the same throughout one evaluation', () => {
    let asked = 0;
    const clock = (): number => {
      asked++;
      return at;
    };
    const expression = compileExpression('[$now(), $string($millis()), $now("[Y]")]', { clock });
    expect(expression.evaluate(null)).toEqual(['2024-02-29T10:11:12.345Z', String(at), '2024']);
    expect(asked).toBe(1);
    expression.evaluate(null);
    expect(asked).toBe(2);
  });

  test('complete a time of day with the date of that clock', () => {
    expect(evaluate('$fromMillis($toMillis("08:30", "[H01]:[m01]"))', null, undefined, { clock: () => at })).toBe(
      '2024-02-29T08:30:00.000Z',
    );
  });

  test('read times without a zone in the zone of the server only on request', () => {
    const text = '$toMillis("2024-02-29T10:11:12")';
    expect(evaluate(text, null, undefined, { utc: false })).toBe(Date.parse('2024-02-29T10:11:12'));
    expect(evaluate(text)).toBe(Date.UTC(2024, 1, 29, 10, 11, 12));
  });
});
