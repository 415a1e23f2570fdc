import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTemplate, TemplateError } from '../../engine/expression/template/template.ts';
import { templateHelpers } from '../../engine/expression/template/helpers.ts';

const compile = (source: string) => compileTemplate(source, { helpers: templateHelpers });
const render = (source: string, context: unknown = {}, variables: Readonly<Record<string, unknown>> = {}): string =>
  compile(source).render(context, variables);

const errorOf = (work: () => unknown): TemplateError => {
  try {
    work();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};

describe('a template', () => {
  test.each([
    ['{{subject}}', { subject: 'x' }, 'x'],
    ['{{a.b}} {{this.a.b}} {{a.list.[1]}}', { a: { b: 1.5, list: ['p', 'q'] } }, '1.5 1.5 q'],
    ['{{this}}', 'whole', 'whole'],
    ['{{[odd name]}}', { 'odd name': true }, 'true'],
    ['{{lower}} {{time}}', { lower: 'A', time: 'B' }, 'A B'],
    ['{{x}}', { x: '<b>"&\'{{x}}' }, '<b>"&\'{{x}}'],
    [' \n a {{! note }} b\r\n', {}, ' \n a  b\r\n'],
    ['\\{{x}} $1 {single}', {}, '{{x}} $1 {single}'],
    ['', {}, ''],
  ])('%j gives its text with the values put in as they are', (source, context, expected) => {
    expect(render(source, context)).toBe(expected);
  });

  test('tells our variables from the fields of a record', () => {
    expect(render('{{@user.host}} {{user.host}}', { user: { host: 'theirs' } }, { user: { host: 'ours' } })).toBe('ours theirs');
  });

  test.each([
    ["{{time createdOn 'yyyy-MM-dd HH:mm:ss'}} - {{trim subject}}", '2025-08-06 14:28:43 - Acknowledgement -'],
    ['{{upper (lower (trim subject))}}', 'ACKNOWLEDGEMENT -'],
    ["{{join (values tags) ' + '}}", 'a + b'],
    ["{{join list ','}}", '1,true,x'],
    ['{{num "7"}}', '7'],
    ['{{lower @user.dataset}}', 'a'],
  ])('calls helpers: %s', (source, expected) => {
    const record = { createdOn: '1754490523', subject: ' Acknowledgement - ', tags: 'a;b', list: [1, true, null, 'x'] };
    expect(render(source, record, { user: { dataset: 'A' } })).toBe(expected);
  });

  test('encodes each value, and nothing of its own text', () => {
    expect(compile('/case/{{id}}?x=a b').render({ id: 'DLR#1/2 é' }, {}, encodeURIComponent)).toBe(
      '/case/DLR%231%2F2%20%C3%A9?x=a b',
    );
  });

  test('says what it reads, with places', () => {
    const { reads } = compile('a\n{{time b.c @run.now}}{{d}}');
    expect(reads).toEqual({
      fields: [
        { path: ['b', 'c'], offset: 9 },
        { path: ['d'], offset: 25 },
      ],
      variables: [{ name: 'run', path: ['now'], offset: 13 }],
      functions: [{ name: 'time', offset: 4 }],
    });
  });

  test('keeps any text without braces as it is, and any value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, value) => {
        const plain = text.replace(/[{\\]/g, '');
        expect(render(`${plain}{{v}}${plain}`, { v: value })).toBe(`${plain}${value}${plain}`);
      }),
    );
  });
});

describe('when it is rendered, refused is', () => {
  test.each([
    ['{{a}}', {}, 'missing-value', 2],
    ['x {{a}}', { a: null }, 'missing-value', 4],
    ['\\{{x}} {{a}}', {}, 'missing-value', 9],
    ['{{a.b.c}}', { a: 'text' }, 'missing-value', 2],
    ['{{@user.host}}', { user: { host: 'x' } }, 'missing-value', 2],
    ['{{time a}}', {}, 'missing-value', 2],
    ['{{a}}', { a: ['x'] }, 'not-a-text', 2],
    ['{{a}}', { a: {} }, 'not-a-text', 2],
    ['{{this}}', {}, 'not-a-text', 2],
    ['{{a}}', { a: NaN }, 'not-a-text', 2],
    ['{{values a}}', { a: 'x;y' }, 'not-a-text', 2],
    ['{{a.length}}', { a: [1] }, 'missing-value', 2],
    ['{{a.toString}}', { a: {} }, 'missing-value', 2],
    ['{{toString}}', {}, 'missing-value', 2],
    ['{{@toString}}', {}, 'missing-value', 2],
    ['  {{iso a}}', { a: 'soon' }, 'not-a-time', 4],
    ['{{trim a}}', { a: 5 }, 'wrong-argument', 2],
    ['{{join a b}}', { a: [{}], b: '' }, 'wrong-argument', 2],
  ])('%s with %j', (source, context, code, offset) => {
    expect(errorOf(() => render(source, context))).toMatchObject({ code, offset });
  });

  test('a value without a word of it in the error', () => {
    expect(errorOf(() => render('{{iso password}}', { password: 'Hunter2' })).message).not.toContain('Hunter2');
  });
});

describe('when it is compiled, refused is', () => {
  test.each([
    ['a {{#if x}}b{{/if}}', 'unsupported', 2],
    ['{{#each x}}{{/each}}', 'unsupported', 0],
    ['{{> partial}}', 'unsupported', 0],
    ['{{{x}}}', 'unsupported', 0],
    ['{{&x}}', 'unsupported', 0],
    ['{{~x}}', 'unsupported', 0],
    ['{{../x}}', 'unsupported', 2],
    ['{{a/b}}', 'unsupported', 2],
    ['{{"x"}}', 'unsupported', 0],
    ['{{null}}', 'unsupported', 0],
    ['{{trim undefined}}', 'unsupported', 7],
    ['{{time x format="yyyy"}}', 'unsupported', 9],
    ['{{a.b x}}', 'unsupported', 2],
    ['{{@log x}}', 'unsupported', 2],
    ['{{a.__proto__}}', 'unsupported', 2],
    ['{{constructor.name}}', 'unsupported', 2],
    ['{{trim a.prototype}}', 'unsupported', 7],
    ['{{log x}}', 'unknown-function', 2],
    ['{{lookup a b}}', 'unknown-function', 2],
    ['{{toString x}}', 'unknown-function', 2],
    ["{{header 'ETag'}}", 'unknown-function', 2],
    ['{{trim a b}}', 'wrong-arguments', 2],
    ['{{join a}}', 'wrong-arguments', 2],
    ['abc\ndef {{x', 'syntax', 10],
    ['{{}}', 'syntax', 2],
    ['one two three four five six {{x} seven', 'syntax', 31],
    [`{{${'(trim '.repeat(10)}x${')'.repeat(10)}}}`, 'syntax', 2],
    [`{{trim ${'(trim '.repeat(40)}x${')'.repeat(40)}}}`, 'too-deep', 104],
    // What the parser would take seconds, and longer, to read.
    [`{{trim ${'(trim '.repeat(8_000)}x${')'.repeat(8_000)}}}`, 'too-deep', 104],
    [`{{trim ${'(trim '.repeat(8_000)}`, 'too-deep', 104],
    [`ab {{#a}}${'{{#a}}'.repeat(8_000)}`, 'unsupported', 3],
    ['x'.repeat(70_000), 'too-long', 65_536],
  ])('%.60s', (source, code, offset) => {
    const error = errorOf(() => compile(source));
    expect({ code: error.code, offset: error.offset }).toEqual({ code, offset });
    expect(error.message).toMatch(/\.$/);
  });
});
