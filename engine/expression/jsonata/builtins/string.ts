import type { NativeDefinition } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import { chargeChars } from '../run.ts';
import { builtin } from './definition.ts';
import { stringify } from './stringify.ts';

const surrogate = /[\ud800-\udfff]/;

/** Characters, counted as the language does: a pair of surrogates is one. */
function lengthOf(text: string): number {
  if (!surrogate.test(text)) return text.length;
  let length = 0;
  for (const _ of text) length++;
  return length;
}

export function substring(text: string, start: number, length: number | undefined): string {
  const total = lengthOf(text);
  const from = total + start < 0 ? 0 : start;
  if (length !== undefined && length <= 0) return '';
  const to = length === undefined ? undefined : from >= 0 ? from + length : total + from + length;
  if (total === text.length) return text.slice(from, to);
  chargeChars(total);
  return Array.from(text).slice(from, to).join('');
}

function trim(text: string): string {
  const single = text.replace(/[ \t\n\r]+/g, ' ');
  const from = single.startsWith(' ') ? 1 : 0;
  const to = single.length > from && single.endsWith(' ') ? single.length - 1 : single.length;
  return single.slice(from, to);
}

function pad(text: string, width: number, filler: string | undefined): string {
  const fill = filler === undefined || filler === '' ? ' ' : filler;
  const whole = Math.trunc(width);
  const missing = Math.abs(whole) - lengthOf(text);
  if (!(missing > 0)) return text;
  chargeChars(missing);
  const padding = substring(fill.repeat(Math.ceil(missing / lengthOf(fill))), 0, missing);
  return whole > 0 ? text + padding : padding + text;
}

function before(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at === -1 ? text : text.slice(0, at);
}

function after(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at === -1 ? text : text.slice(at + mark.length);
}

function join(texts: readonly unknown[], separator = ''): string {
  let length = separator.length * texts.length;
  for (const text of texts) length += typeof text === 'string' ? text.length : 0;
  chargeChars(length);
  return texts.join(separator);
}

/** A change of a URL's coding; a text that cannot be coded is D3140. */
function coding(functionName: string, code: (text: string) => string): NativeDefinition {
  return builtin(functionName, '<s-:s>', 1, (text) => {
    if (text === undefined) return undefined;
    const value = text as string;
    chargeChars(value.length * 3);
    try {
      return code(value);
    } catch {
      return fail('D3140', { value, functionName });
    }
  });
}

/** A function of one text that is nothing for nothing. */
function ofText(
  name: string,
  arity: number,
  signature: string,
  call: (text: string, ...rest: unknown[]) => unknown,
): NativeDefinition {
  return builtin(name, signature, arity, (text, second, third) =>
    text === undefined ? undefined : call(text as string, second, third),
  );
}

function charged(change: (text: string) => string): (text: string) => string {
  return (text) => {
    chargeChars(text.length);
    return change(text);
  };
}

export const strings: readonly NativeDefinition[] = [
  builtin('string', '<x-b?:s>', 1, (value, pretty) => stringify(value, pretty === true)),
  ofText('substring', 3, '<s-nn?:s>', (text, start, length) => substring(text, start as number, length as number | undefined)),
  ofText('substringBefore', 2, '<s-s:s>', (text, mark) => before(text, String(mark))),
  ofText('substringAfter', 2, '<s-s:s>', (text, mark) => (mark === undefined ? afterNothing(text) : after(text, mark as string))),
  ofText(
    'lowercase',
    1,
    '<s-:s>',
    charged((text) => text.toLowerCase()),
  ),
  ofText(
    'uppercase',
    1,
    '<s-:s>',
    charged((text) => text.toUpperCase()),
  ),
  ofText('length', 1, '<s-:n>', lengthOf),
  ofText('trim', 1, '<s-:s>', charged(trim)),
  ofText('pad', 3, '<s-ns?:s>', (text, width, filler) => pad(text, width as number, filler as string | undefined)),
  builtin('join', '<a<s>s?:s>', 2, (texts, separator) =>
    texts === undefined ? undefined : join(texts as unknown[], separator as string | undefined),
  ),
  ofText(
    'base64encode',
    1,
    '<s-:s>',
    charged((text) => Buffer.from(text, 'latin1').toString('base64')),
  ),
  ofText(
    'base64decode',
    1,
    '<s-:s>',
    charged((text) => Buffer.from(text, 'base64').toString('latin1')),
  ),
  coding('encodeUrlComponent', encodeURIComponent),
  coding('encodeUrl', encodeURI),
  coding('decodeUrlComponent', decodeURIComponent),
  coding('decodeUrl', decodeURI),
];

/** A missing mark is searched as the text "undefined", as the reference does; found, it has no length to step over. */
function afterNothing(text: string): string {
  return text.includes('undefined') ? fail('T0410', { index: 2 }) : text;
}
