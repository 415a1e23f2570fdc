import { Callable } from './callable.ts';
import { fail } from '../errors/expression-error.ts';
import type { Parameter, Signature } from './signature-type.ts';

const kinds: Readonly<Record<string, string>> = {
  a: 'arrays',
  b: 'booleans',
  f: 'functions',
  n: 'numbers',
  o: 'objects',
  s: 'strings',
};

/** The letter of a value's type; `m` is missing. */
export function symbolOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 's';
    case 'number':
      return 'n';
    case 'boolean':
      return 'b';
    case 'function':
      return 'f';
    case 'object':
      if (value === null) return 'l';
      if (Array.isArray(value)) return 'a';
      return value instanceof Callable ? 'f' : 'o';
    default:
      return 'm';
  }
}

function closing(text: string, start: number, open: string, close: string): number {
  let depth = 1;
  let at = start;
  while (at < text.length) {
    at++;
    if (text[at] === close) {
      depth--;
      if (depth === 0) break;
    } else if (text[at] === open) depth++;
  }
  return at;
}

function parameter(type: string, pattern: string): Parameter {
  return { type, subtype: undefined, context: undefined, pattern };
}

const patterns: Readonly<Record<string, string>> = {
  s: '[sm]',
  n: '[nm]',
  b: '[bm]',
  l: '[lm]',
  o: '[om]',
  a: '[asnblfom]',
  f: 'f',
  j: '[asnblom]',
  x: '[asnblfom]',
};

function parse(text: string): Parameter[] {
  const parameters: Parameter[] = [];
  for (let at = 1; at < text.length; at++) {
    const symbol = text.charAt(at);
    if (symbol === ':') break;
    const last = parameters.at(-1);
    const pattern = patterns[symbol];
    if (pattern !== undefined) parameters.push(parameter(symbol, pattern));
    else if (symbol === '(') {
      const end = closing(text, at, '(', ')');
      const choice = text.slice(at + 1, end);
      if (choice.includes('<')) fail('S0402', { value: choice, offset: at });
      parameters.push(parameter(`(${choice})`, `[${choice}m]`));
      at = end;
    } else if (last === undefined) continue;
    else if (symbol === '-') {
      last.context = new RegExp(last.pattern);
      last.pattern += '?';
    } else if (symbol === '?' || symbol === '+') last.pattern += symbol;
    else if (symbol === '<') {
      if (last.type !== 'a' && last.type !== 'f') fail('S0401', { value: last.type, offset: at });
      const end = closing(text, at, '<', '>');
      last.subtype = text.slice(at + 1, end);
      at = end;
    }
  }
  return parameters;
}

function mismatch(parameters: readonly Parameter[], args: readonly unknown[], supplied: string): never {
  let pattern = '^';
  let good = 0;
  for (const each of parameters) {
    pattern += each.pattern;
    const match = new RegExp(pattern).exec(supplied);
    if (match === null) break;
    good = match[0].length;
  }
  return fail('T0410', { value: args[good], index: good + 1 });
}

function asArray(each: Parameter, symbol: string, match: string, arg: unknown, index: number): unknown {
  if (symbol === 'm') return undefined;
  if (each.subtype !== undefined) {
    let fits = true;
    if (!Array.isArray(arg)) fits = match === each.subtype;
    else if (arg.length > 0) {
      const first = symbolOf(arg[0]);
      fits = first === each.subtype.charAt(0) && arg.every((item) => symbolOf(item) === first);
    }
    if (!fits) fail('T0412', { value: arg, index, type: kinds[each.subtype] });
  }
  return Array.isArray(arg) ? arg : [arg];
}

function fill(
  parameters: readonly Parameter[],
  groups: readonly (string | undefined)[],
  args: readonly unknown[],
  context: unknown,
): unknown[] {
  const filled: unknown[] = [];
  let at = 0;
  for (const [index, each] of parameters.entries()) {
    const match = groups[index + 1] ?? '';
    if (match === '') {
      if (each.context === undefined) filled.push(args[at++]);
      else if (each.context.test(symbolOf(context))) filled.push(context);
      else fail('T0411', { value: context, index: at + 1 });
      continue;
    }
    for (const symbol of match) {
      filled.push(each.type === 'a' ? asArray(each, symbol, match, args[at], at + 1) : args[at]);
      at++;
    }
  }
  return filled;
}

export function parseSignature(text: string): Signature {
  const parameters = parse(text);
  const whole = new RegExp(`^${parameters.map((each) => `(${each.pattern})`).join('')}$`);
  // The letters alone decide which parameter takes which argument: few spellings ever occur.
  const known = new Map<string, RegExpExecArray | null>();
  const match = (supplied: string): RegExpExecArray | null => {
    let groups = known.get(supplied);
    if (groups === undefined) {
      groups = whole.exec(supplied);
      if (known.size < 64) known.set(supplied, groups);
    }
    return groups;
  };
  return {
    text,
    parameters,
    validate(args, context) {
      let supplied = '';
      for (const arg of args) supplied += symbolOf(arg);
      const groups = match(supplied);
      return groups === null ? mismatch(parameters, args, supplied) : fill(parameters, groups, args, context);
    },
  };
}
