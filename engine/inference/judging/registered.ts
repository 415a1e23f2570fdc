import type { DefinitionFunction, FunctionArgument } from '../../expression/functions/function.ts';
import { ExpressionError } from '../../expression/jsonata/errors/expression-error.ts';
import type { Scope } from '../expression/scope.ts';
import { wordsOf } from '../types/kinds.ts';
import type { CallSite } from './call-site.ts';
import { error, warning, type Verdict } from './verdict.ts';
import { witnessesOf, type Witness } from './witnesses.ts';

/** The functions of the registry: each argument in turn is tried with the values that it may have, beside others that work. */
export const judgeRegistered = (definition: DefinitionFunction, { args, argumentNodes }: CallSite, scope: Scope): boolean => {
  const { name, signature, call } = definition;
  const declared = args.map((_, at) => signature.args[at] ?? signature.args.findLast((one) => one.repeated === true));
  const good = declared.map((one) => (one === undefined ? undefined : goodFor(name, one)));
  for (const [at, value] of args.entries()) {
    const [argument, node, witnesses = []] = [declared[at], argumentNodes[at], witnessesOf(value)];
    if (argument === undefined || node === undefined) continue;
    const attempt = (one: unknown): unknown => call(...good.with(at, one));
    const ofKind = witnesses.filter((one) => isOfKind(argument, one, attempt));
    const refusal = witnesses.length > 0 && ofKind.length === 0 ? refused(name, argument, witnesses) : undefined;
    if (scope.walker.judge(node, 'expression.wrong-argument', refusal)) return true;
    if (scope.walker.judge(node, 'expression.unreadable', unreadable(name, ofKind, attempt))) return true;
  }
  return false;
};

const refused = (name: string, { type, docs }: FunctionArgument, given: readonly Witness[]): Verdict => {
  const kinds = [...new Set(given.map(({ kind }) => kind))].filter((kind) => kind !== 'function');
  return error(
    `\`$${name}\` takes ${WANTED[type]} here, and is given ${kinds.length === 0 ? 'a function' : wordsOf(kinds)}.`,
    docs,
  );
};

const WANTED: Readonly<Record<FunctionArgument['type'], string>> = {
  any: 'something else',
  boolean: 'a boolean',
  list: 'a list',
  number: 'a number',
  object: 'an object',
  text: 'a text',
  time: 'a time',
};

/** Arguments that work, by the function and the argument's name where not every text does. */
const GOOD: Readonly<Record<string, unknown>> = {
  'epoch.unit': 's',
  'json.text': '{}',
  'num.value': 1,
  'plus.duration': 'P1D',
  'stix_pattern.pattern': "[ipv4-addr:value = '192.0.2.1']",
  'time.format': 'yyyy',
};

const goodFor = (name: string, { name: argument, type }: FunctionArgument): unknown => {
  const own = GOOD[`${name}.${argument}`];
  if (own !== undefined) return own;
  return type === 'time' ? '2026-01-01T00:00:00Z' : type === 'object' ? {} : 'x';
};

/** A text or a number of the right kind may still be none that is read. */
const isOfKind = ({ type }: FunctionArgument, { kind, value }: Witness, attempt: (value: unknown) => unknown): boolean => {
  if (type === 'text') return kind === 'text';
  if (kind === 'text' || (kind === 'number' && type === 'time'))
    return type !== 'object' && type !== 'boolean' && type !== 'list';
  return succeeds(() => attempt(value));
};

const succeeds = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return false;
    throw thrown;
  }
};

/** None of the values that the samples show, or that the definition says, can be read. */
export const unreadable = (
  name: string,
  witnesses: readonly Witness[],
  attempt: (value: unknown) => unknown,
): Verdict | undefined => {
  if (witnesses.length === 0 || witnesses.some(({ isAny, value }) => isAny || succeeds(() => attempt(value)))) return undefined;
  const shown = witnesses.slice(0, 2).map(({ value }) => `\`${JSON.stringify(value).slice(0, 64)}\``);
  return warning(`\`$${name}\` can't read ${shown.join(' or ')}.`, HINTS[name] ?? 'Look at the function in the reference.');
};

const OF_TIMES = 'A time is ISO 8601, RFC 2822 or epoch; read another form with `$toMillis(…, picture)` first.';
const OF_NUMBERS = 'Cut what is no number away first, or look the text up in a table.';

const HINTS: Readonly<Record<string, string>> = {
  date: OF_TIMES,
  earliest: OF_TIMES,
  epoch: OF_TIMES,
  iso: OF_TIMES,
  latest: OF_TIMES,
  num: OF_NUMBERS,
  number: OF_NUMBERS,
  plus: 'A duration is written as `P30D` or `PT5M`.',
  time: 'A format is made of `yyyy MM dd HH mm ss` and what the reference lists, other text stands in single quotes.',
  toMillis:
    'A picture has the parts of the text in their order, such as `[D01]/[M01]/[Y0001]`; without one only ISO 8601 is read.',
};
