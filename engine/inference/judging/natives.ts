import type { NativeDefinition } from '../../expression/jsonata/calling/callable.ts';
import type { Parameter, Signature } from '../../expression/jsonata/calling/signature-type.ts';
import { ExpressionError, fail } from '../../expression/jsonata/errors/expression-error.ts';
import type { Scope } from '../expression/scope.ts';
import { wordsOf, type Kind } from '../types/kinds.ts';
import type { CallSite } from './call-site.ts';
import { unreadable } from './registered.ts';
import { error, type Verdict } from './verdict.ts';
import { EVERY_KIND, witnessesOf, type Witness } from './witnesses.ts';

/** More combinations of arguments than this are not tried. */
const MOST_TRIED = 2000;

/** JSONata's own functions: the engine's check of a signature is asked, with a value of each kind that an argument may be of. */
export const judgeNative = ({ name, signature, call }: NativeDefinition, site: CallSite, scope: Scope): boolean => {
  const known = site.args.map(witnessesOf);
  const around = witnessesOf(scope.context);
  if (signature === undefined) return false;
  const isKnown = (site.args.length === 0 ? [around] : known).some((one) => one !== undefined);
  const context = around ?? EVERY_KIND;
  const fits = (given: readonly (readonly Witness[] | undefined)[]): boolean =>
    isAnyTaken(
      signature,
      given.map((one) => one ?? EVERY_KIND),
      context,
    );
  const isAll = !isKnown || fits(known);
  // The one without which it would be taken.
  const wrong = isAll
    ? -1
    : Math.max(
        0,
        known.findIndex((one, at) => one !== undefined && fits(known.with(at, undefined))),
      );
  const refusal = isAll ? undefined : refused(name, signature, known[wrong] ?? context, wrong);
  const places = site.argumentNodes.length === 0 ? [site.node] : site.argumentNodes;
  for (const [at, node] of places.entries())
    if (scope.walker.judge(node, 'expression.wrong-argument', at === wrong ? refusal : undefined)) return true;
  return judgeContent(name, call, known, site, scope);
};

/** What is in the text that is read, where the picture to read it by is known as well. */
const judgeContent = (
  name: string,
  call: NativeDefinition['call'],
  [text, picture]: readonly (readonly Witness[] | undefined)[],
  { args, argumentNodes: [node] }: CallSite,
  { walker }: Scope,
): boolean => {
  if (!READERS.has(name) || node === undefined) return false;
  const [pattern] = picture?.length === 1 ? picture : [];
  const isKnown = args.length < 2 || pattern?.isAny === false;
  // What does not match its picture gives nothing.
  const attempt = (value: unknown): void => {
    if (call(value, pattern?.value) === undefined) fail('D3110', { value });
  };
  return walker.judge(node, 'expression.unreadable', unreadable(name, isKnown ? (text ?? []) : [], attempt));
};

/** They take any text, and fail where it is none that they read. */
const READERS = new Set(['number', 'toMillis']);

const isAnyTaken = (signature: Signature, given: readonly (readonly Witness[])[], context: readonly Witness[]): boolean => {
  let combinations: readonly (readonly unknown[])[] = [[]];
  for (const witnesses of given) {
    combinations = combinations.flatMap((before) => oneOfEach(witnesses).map((value) => [...before, value]));
    if (combinations.length > MOST_TRIED) return true;
  }
  return combinations.some((args) => context.some(({ value }) => isTaken(signature, args, value)));
};

/** What is in a text or number says nothing to a signature. */
const oneOfEach = (witnesses: readonly Witness[]): readonly unknown[] => [
  ...new Map(witnesses.map(({ kind, value }) => [kind === 'list' ? JSON.stringify(value) : kind, value])).values(),
];

const isTaken = (signature: Signature, args: readonly unknown[], context: unknown): boolean => {
  try {
    signature.validate(args, context);
    return true;
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return false;
    throw thrown;
  }
};

const refused = (name: string, { parameters }: Signature, given: readonly Witness[], at: number): Verdict => {
  const parameter = parameters[Math.min(at, parameters.length - 1)];
  const kinds = [...new Set(given.map(({ kind }) => kind))].filter((kind) => kind !== 'function');
  const wanted = parameter === undefined ? 'no argument' : wantedBy(parameter);
  const words = kinds.length === 0 ? 'a function' : wordsOf(kinds);
  return error(`\`$${name}\` takes ${wanted} here, and is given ${words}.`, hintFor(parameter?.type ?? '', kinds));
};

const LETTERS: Readonly<Record<string, string>> = {
  a: 'a list',
  b: 'a boolean',
  f: 'a function',
  n: 'a number',
  o: 'an object',
  s: 'a text',
};

const wantedBy = ({ type, subtype }: Parameter): string => {
  if (subtype !== undefined) return `a list of ${{ n: 'numbers', o: 'objects', s: 'texts' }[subtype] ?? 'others'}`;
  return type
    .split('')
    .flatMap((letter) => LETTERS[letter] ?? [])
    .join(' or ');
};

const hintFor = (wanted: string, kinds: readonly Kind[]): string => {
  if (wanted === 's' && kinds.some((kind) => kind === 'number' || kind === 'boolean')) return 'Make a text of it: `$string(…)`.';
  if (wanted === 'n' && kinds.includes('text')) return 'Make a number of it: `$num(…)`.';
  return kinds.includes('list') ? 'Of a list take each: `list.$…($)`.' : 'Take a member of it, or another function.';
};
