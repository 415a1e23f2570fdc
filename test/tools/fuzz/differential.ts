import jsonata from 'jsonata';
import { walk, type Node } from '../../../engine/expression/jsonata/syntax.ts';
import { compiled, reference } from './compare.ts';
import { anything, numberLists, objects, rowLists, textLists } from './compounds.ts';
import { input as anInput } from './data.ts';
import { any, gen } from './expressions.ts';
import { Random } from './random.ts';
import { booleans, numbers, texts } from './scalars.ts';
import { root, type Grammar, type Kind, type Scope } from './scope.ts';

export interface Difference {
  readonly expression: string;
  readonly input: unknown;
  readonly expected: string;
  readonly given: string;
}

export interface Report {
  readonly compared: number;
  /** Expressions on which the reference itself broke down; not compared. */
  readonly crashes: readonly string[];
  readonly errors: number;
  readonly differences: readonly Difference[];
  /** How often each kind of node and each function occurred. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, number>;
}

const bindings = { limit: 3, label: 'x', list: [1, 2, 3], config: { n: 4, s: 'cfg', k: { n: 1, s: 'z' } } };
const given: Scope['variables'] = [
  { name: 'limit', kind: 'num' },
  { name: 'label', kind: 'str' },
  { name: 'list', kind: 'nums' },
  { name: 'config', kind: 'obj' },
];

const grammar: Grammar = {
  num: numbers,
  str: texts,
  bool: booleans,
  nums: numberLists,
  strs: textLists,
  rows: rowLists,
  obj: objects,
  any: anything,
};

export function expression(random: Random): string {
  const scope: Scope = { grammar, random, fields: root, variables: given, depth: random.between(1, 4), safe: false };
  return random.chance(0.3) ? any(scope) : gen(scope, random.pick<Kind>(['num', 'str', 'bool', 'nums', 'strs', 'rows', 'obj']));
}

const signs = ['+', '-', '*', '/', '%', '=', '!=', '<', '<=', '>', '>=', '&', '..', 'in', 'and', 'or'];
/** All names that nodes count under. */
export const kindsOfNodes: readonly string[] = (
  'path,name,string,number,value,wildcard,descendant,parent,condition,block,bind,regex,function,variable,lambda,partial,operator,' +
  'apply,transform,sort,unary -,unary [,unary {,tail call,signature,keep array [],focus @,index #,group {},predicate []'
)
  .split(',')
  .concat(signs.map((sign) => `binary ${sign}`));

/** The names that a node counts under. */
function* labels(node: Node): Generator<string> {
  yield node.type === 'binary' || node.type === 'unary' ? `${node.type} ${node.value}` : node.type;
  if (node.type === 'lambda' && node.thunk === true) yield 'tail call';
  if (node.type === 'lambda' && node.signature !== undefined) yield 'signature';
  if (node.keepArray === true) yield 'keep array []';
  if (node.focus !== undefined) yield 'focus @';
  if (node.index !== undefined || node.stages?.some((stage) => stage.type === 'index') === true) yield 'index #';
  if (node.group !== undefined) yield 'group {}';
  if (node.predicate !== undefined || node.stages?.some((stage) => stage.type === 'filter') === true) yield 'predicate []';
}

function count(into: Map<string, number>, name: string): void {
  into.set(name, (into.get(name) ?? 0) + 1);
}

function tally(text: string, kinds: Map<string, number>, functions: Map<string, number>): void {
  let tree: Node;
  try {
    tree = jsonata(text).ast() as unknown as Node;
  } catch {
    return;
  }
  for (const { node } of walk(tree)) {
    for (const label of labels(node)) count(kinds, label);
    if (node.type === 'variable' && /^[a-z]{2,}/i.test(node.value)) count(functions, node.value);
  }
}

/** Compares the compiled expressions with the package on so many generated ones. */
export async function differential(
  total: number,
  seed: number,
  progress: (done: number) => void = () => undefined,
): Promise<Report> {
  const random = new Random(seed);
  const crashes: string[] = [];
  const differences: Difference[] = [];
  const kinds = new Map<string, number>();
  const functions = new Map<string, number>();
  let compared = 0;
  let errors = 0;
  while (compared < total) {
    const text = expression(random);
    const data = anInput(random);
    const before = JSON.stringify(data);
    const ours = compiled(text, data, bindings);
    if (JSON.stringify(data) !== before)
      differences.push({
        expression: text,
        input: JSON.parse(before),
        expected: 'the input unchanged',
        given: JSON.stringify(data),
      });
    const theirs = await reference(text, JSON.parse(before), structuredClone(bindings));
    if (theirs.crashed) {
      crashes.push(`${text} → ${theirs.text}`);
      continue;
    }
    compared++;
    tally(text, kinds, functions);
    if (theirs.text.startsWith('error ')) errors++;
    if (ours.text !== theirs.text) differences.push({ expression: text, input: data, expected: theirs.text, given: ours.text });
    if (compared % 10_000 === 0) progress(compared);
  }
  return { compared, crashes, errors, differences, kinds, functions };
}
