import { UsageError } from '../../language/basics/errors.ts';
import { FAULT_FORMS, SIMPLE } from './fault-forms.ts';
import type { Fault, FaultKind } from './fault.ts';

/** How a fault is written. */
export const FAULT_FORM = `ROUTE: KIND [xN | always] [after N], KIND being ${formsInWords()}`;

function formsInWords(): string {
  const forms = FAULT_FORMS.map(([form]) =>
    form === '503' ? 'a status such as 503' : form.startsWith('429') ? `"${form}"` : form,
  );
  return `${forms.slice(0, -1).join(', ')} or ${forms.at(-1) ?? ''}`;
}

/** A fault as the command line writes it: `GET /cases: 503 x2`. Throws UsageError `mock.bad-fault`. */
export function parseFault(text: string): Fault {
  const cut = text.indexOf(': ');
  if (cut < 0) throw refuse(text);
  return { route: text.slice(0, cut).trim(), ...parseFaultKind(text.slice(cut + 2)) };
}

/** A word, or what stands in quotes; those say nothing of how often. */
interface Word {
  readonly text: string;
  readonly isQuoted: boolean;
}

const wordsOf = (text: string): readonly Word[] =>
  [...text.matchAll(/(?:"[^"]*"|[^\s])+/g)].map(([word]) => ({ text: word.replaceAll('"', ''), isQuoted: word.includes('"') }));

/** The part behind the route, which a request may also ask for in its `x-mock-fault` header. */
export function parseFaultKind(text: string): Omit<Fault, 'route'> {
  const words = wordsOf(text);
  let times = 1;
  let after = 0;
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const { text: word = '', isQuoted = false } = words[at] ?? {};
    const count = isQuoted ? null : /^x(\d{1,6})$/.exec(word);
    if (count !== null) times = Number(count[1]);
    else if (word === 'always' && !isQuoted) times = Infinity;
    else if (word === 'after' && !isQuoted) after = number(words[++at]?.text, text);
    else rest.push(word);
  }
  return { fault: kindOf(rest, text), times, after };
}

function kindOf([name = '', ...more]: readonly string[], text: string): FaultKind {
  const argument = more.length === 0 ? undefined : more.join(' ');
  if (/^[2-5]\d\d$/.test(name)) return statusOf(Number(name), argument, text);
  if (name === 'type' && argument !== undefined && mayBeHeader(argument)) return { kind: 'type', contentType: argument };
  if (more.length > 1) throw refuse(text);
  if (name === 'latency') return { kind: 'latency', ms: number(argument, text) };
  if (name === 'redirect' && argument !== undefined && mayBeHeader(argument)) return { kind: 'redirect', location: argument };
  if (name === 'bomb' && argument !== undefined) return { kind: 'bomb', mebibytes: number(argument, text) };
  if (!SIMPLE.has(name) || argument !== undefined) throw refuse(text);
  return { kind: name } as FaultKind;
}

/** Node sends no other characters in a header. */
const mayBeHeader = (text: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(text);

function statusOf(status: number, argument: string | undefined, text: string): FaultKind {
  if (argument === undefined) return { kind: 'status', status };
  const [, retryAfter] = /^retry-after=(.*)$/.exec(argument) ?? [];
  if (retryAfter === undefined || !mayBeHeader(retryAfter)) throw refuse(text);
  return { kind: 'status', status, retryAfter };
}

function number(word: string | undefined, text: string): number {
  if (word === undefined || !/^\d{1,9}$/.test(word)) throw refuse(text);
  return Number(word);
}

const refuse = (text: string): UsageError =>
  new UsageError('mock.bad-fault', `"${text.slice(0, 100)}" is not a fault.`, { hint: `Write ${FAULT_FORM}.` });
