import { UsageError } from '../../language/basics/errors.ts';
import type { Fault, FaultKind } from './fault.ts';

/** How a fault is written. */
export const FAULT_FORM =
  'ROUTE: KIND [xN | always] [after N], KIND being a status such as 503 or "429 retry-after=2", html, malformed, truncate, reset, flip, bomb [MiB], latency MS, redirect URL, hang, stall, close or expire';

const SIMPLE = new Set(['html', 'malformed', 'truncate', 'reset', 'flip', 'bomb', 'hang', 'stall', 'close', 'expire']);

/** A fault as the command line writes it: `GET /cases: 503 x2`. Throws UsageError `mock.bad-fault`. */
export function parseFault(text: string): Fault {
  const cut = text.indexOf(': ');
  if (cut < 0) throw refuse(text);
  return { route: text.slice(0, cut).trim(), ...parseFaultKind(text.slice(cut + 2)) };
}

/** The part behind the route, which a request may also ask for in its `x-mock-fault` header. */
export function parseFaultKind(text: string): Omit<Fault, 'route'> {
  const words = text.trim().split(/\s+/);
  let times = 1;
  let after = 0;
  const rest: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const count = /^x(\d{1,6})$/.exec(word);
    if (count !== null) times = Number(count[1]);
    else if (word === 'always') times = Infinity;
    else if (word === 'after') after = number(words[++at], text);
    else rest.push(word);
  }
  return { fault: kindOf(rest, text), times, after };
}

function kindOf([name = '', argument, ...more]: readonly string[], text: string): FaultKind {
  if (more.length > 0) throw refuse(text);
  if (/^[2-5]\d\d$/.test(name)) return statusOf(Number(name), argument, text);
  if (name === 'latency') return { kind: 'latency', ms: number(argument, text) };
  if (name === 'redirect' && argument !== undefined) return { kind: 'redirect', location: argument };
  if (name === 'bomb' && argument !== undefined) return { kind: 'bomb', mebibytes: number(argument, text) };
  if (!SIMPLE.has(name) || argument !== undefined) throw refuse(text);
  return { kind: name } as FaultKind;
}

function statusOf(status: number, argument: string | undefined, text: string): FaultKind {
  if (argument === undefined) return { kind: 'status', status };
  const [, retryAfter] = /^retry-after=(.+)$/.exec(argument) ?? [];
  if (retryAfter === undefined) throw refuse(text);
  return { kind: 'status', status, retryAfter };
}

function number(word: string | undefined, text: string): number {
  if (word === undefined || !/^\d{1,9}$/.test(word)) throw refuse(text);
  return Number(word);
}

const refuse = (text: string): UsageError =>
  new UsageError('mock.bad-fault', `"${text.slice(0, 100)}" is not a fault.`, { hint: `Write ${FAULT_FORM}.` });
