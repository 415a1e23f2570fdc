import { functions } from '../../expression/functions/registry.ts';
import { builtins } from '../../expression/jsonata/builtins/index.ts';
import type { Scope } from '../expression/scope.ts';
import { kindsOf, wordsOf } from '../types/kinds.ts';
import type { CallSite } from './call-site.ts';
import { judgeEmptied } from './emptied.ts';
import { judgeNative } from './natives.ts';
import { judgeRegistered } from './registered.ts';
import { judgeNot, judgeTruth } from './truth.ts';
import { error } from './verdict.ts';

/** Judges what a function is called with; gives whether there is a finding. */
export const judgeCall = (name: string, site: CallSite, scope: Scope): boolean => {
  const own = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!ASK_NOTHING.has(name) && areEmptied(site, scope, ASK_NUMBER.has(name))) return true;
  if (own?.supplied === 'tables') return judgeTable(site, scope);
  if (own !== undefined) return own.supplied === undefined && judgeRegistered(own, site, scope);
  const native = builtins.get(name);
  if (native === undefined) return false;
  const [first] = site.args;
  const [node = site.node] = site.argumentNodes;
  if (first !== undefined && name === 'not') return judgeNot(node, first, scope);
  if (first !== undefined && name === 'boolean') return judgeTruth(node, first, scope);
  return judgeNative(native, site, scope);
};

/** They tell whether something is there. */
const ASK_NOTHING = new Set(['exists', 'type']);

/** They tell whether there is any. */
const ASK_NUMBER = new Set(['count', 'not']);

const areEmptied = ({ args, argumentNodes, node }: CallSite, scope: Scope, isNumber: boolean): boolean =>
  args.some((one, at) => judgeEmptied(argumentNodes[at] ?? node, one, scope, isNumber));

/** What is looked up is one value. */
const judgeTable = ({ args: [, key], argumentNodes: [, node] }: CallSite, { walker }: Scope): boolean => {
  if (key === undefined || node === undefined) return false;
  const kinds = kindsOf(key);
  const isScalar = kinds?.some((kind) => kind !== 'list' && kind !== 'object') ?? true;
  const refusal = isScalar
    ? undefined
    : error(
        `\`$table\` looks up one value, and is given ${wordsOf(kinds ?? [])}.`,
        "Of a list look up each: `list.$table('…', $)`.",
      );
  return walker.judge(node, 'expression.wrong-argument', refusal);
};
