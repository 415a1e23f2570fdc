import type { CallNode, Node } from '../../expression/jsonata/syntax.ts';
import type { UserField } from '../../language/model.ts';
import { dataPaths, lastName, pathText } from './path-text.ts';
import type { Clause, Strand, TraceScope } from './strand.ts';
import { trace } from './trace.ts';

/** What a condition says. */
export interface Said {
  readonly text: string;
  /** Options of the user have a part in it. */
  readonly isChoice: boolean;
  /** Options under which it holds, as far as options decide it. */
  readonly settings: readonly (readonly [name: string, value: unknown])[];
}

type Options = ReadonlyMap<string, UserField>;

/** A clause in words, as a condition of `own`; undefined where only the expression can tell it. */
export const clauseWords = (clause: Clause, options: Options, own?: Strand): Said | undefined =>
  clause.kind === 'missing'
    ? missingWords(clause.of, own)
    : new Words(options, clause.scope, 'loose').holds(clause.test, clause.holds);

/** The same for a condition by itself. */
export const conditionWords = (test: Node, scope: TraceScope, options: Options): Said | undefined =>
  new Words(options, scope, 'strict').holds(test, true);

const missingWords = (strands: readonly Strand[], own: Strand | undefined): Said | undefined => {
  const [path = []] = own === undefined ? [] : dataPaths([own]);
  // Two of the same name are told apart by what they stand in.
  const nameOf = (other: readonly string[]): string =>
    lastName(other) === lastName(path) ? pathText(other.slice(-2)) : lastName(other);
  const names = [...new Set(dataPaths(strands).map(nameOf))];
  if (names.length === 0) return undefined;
  return data(`${list(names.map(code), 'and')} ${names.length === 1 ? 'is' : 'are'} missing`);
};

const code = (text: string): string => (text.startsWith('`') ? text : `\`${text}\``);

const list = (items: readonly string[], word: 'and' | 'or'): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;

const data = (text: string): Said => ({ text, isChoice: false, settings: [] });

const COMPARED: Readonly<Record<string, readonly [string, string]>> = {
  '=': ['is', 'is not'],
  '!=': ['is not', 'is'],
  '>=': ['is at least', 'is less than'],
  '<': ['is less than', 'is at least'],
  '>': ['is more than', 'is at most'],
  '<=': ['is at most', 'is more than'],
};

/** What it takes for the functions that read a value to give one. */
const READS: Readonly<Record<string, readonly [string, string]>> = {
  ip: ['is an IP address', 'is no IP address'],
  ip_type: ['is an IP address', 'is no IP address'],
  indicator_type: ['has the form of an indicator', 'has no form of an indicator'],
  num: ['is a number', 'is no number'],
};

class Words {
  readonly #options: Options;
  readonly #scope: TraceScope;
  /** `strict`: what stands by itself has to be true or false; `loose`: it only has to be something. */
  readonly #reading: 'strict' | 'loose';

  constructor(options: Options, scope: TraceScope, reading: 'strict' | 'loose') {
    this.#reading = reading;
    this.#options = options;
    this.#scope = scope;
  }

  /** That a condition is true, or is not. */
  holds(node: Node, positive: boolean): Said | undefined {
    if (node.type === 'block' && node.expressions.length === 1 && node.expressions[0] !== undefined)
      return this.holds(node.expressions[0], positive);
    if (node.type === 'binary' && (node.value === 'and' || node.value === 'or'))
      return both(this.holds(node.lhs, positive), this.holds(node.rhs, positive), (node.value === 'and') === positive);
    if (node.type === 'binary') return this.#compared(node, positive);
    if (node.type === 'function') return this.#called(node, positive);
    const option = this.#option(node);
    if (option === undefined) {
      if (this.#reading === 'loose') return this.exists(node, positive);
      const names = node.type === 'path' ? this.#names(node) : [];
      return names.length === 1 ? data(`${names[0] ?? ''} ${positive ? 'is' : 'is not'} \`true\``) : undefined;
    }
    return this.#choice(
      option,
      option.type === 'boolean' ? (positive ? 'is on' : 'is off') : positive ? 'is given' : 'is not given',
      option.type === 'boolean' ? positive : undefined,
    );
  }

  #called(node: CallNode, positive: boolean): Said | undefined {
    const [first] = node.arguments;
    const name = node.procedure.type === 'variable' ? node.procedure.value : '';
    if (first === undefined) return undefined;
    if (name === 'not') return this.holds(first, !positive);
    return name === 'exists' ? this.exists(first, positive) : undefined;
  }

  /** That something has a value, or has none. */
  exists(node: Node, positive: boolean): Said | undefined {
    const option = this.#option(node);
    if (option !== undefined) return this.#choice(option, positive ? 'is given' : 'is not given', undefined);
    if (node.type === 'variable') {
      const bound = this.#scope.binding(node.value);
      const inner = bound && new Words(this.#options, bound.scope, this.#reading).exists(bound.node, positive);
      if (inner !== undefined) return inner;
    }
    if (node.type === 'condition') return this.#chosen(node, positive);
    if (node.type === 'function' && node.procedure.type === 'variable') {
      const words = READS[node.procedure.value];
      const [value] = node.arguments;
      const names = value === undefined ? [] : this.#names(value);
      return words === undefined || names.length !== 1 ? undefined : data(`${names[0] ?? ''} ${words[positive ? 0 : 1]}`);
    }
    if (node.type !== 'path' && node.type !== 'variable' && node.type !== 'name') return undefined;
    const names = this.#names(node);
    return names.length === 1 ? data(`${names[0] ?? ''} is ${positive ? 'there' : 'missing'}`) : undefined;
  }

  /** One branch gives nothing: then the other decides, where it is taken. */
  #chosen({ condition, then, else: other }: Extract<Node, { type: 'condition' }>, positive: boolean): Said | undefined {
    const isThen = other === undefined || isNothing(other);
    if (!isThen && !isNothing(then)) return undefined;
    const taken = this.holds(condition, positive === isThen);
    const value = isThen ? then : other;
    const given = value.type === 'string' || value.type === 'number' ? undefined : this.exists(value, positive);
    if (value.type === 'string' || value.type === 'number') return taken;
    return both(taken, given, positive);
  }

  #compared({ value: sign, lhs, rhs }: Extract<Node, { type: 'binary' }>, positive: boolean): Said | undefined {
    const words = COMPARED[sign];
    const option = this.#option(lhs);
    if (sign === 'in') return this.#within(lhs, rhs, positive);
    if (words === undefined || !isLiteral(rhs)) return undefined;
    const word = words[positive ? 0 : 1];
    if (option !== undefined) {
      const isSet = (sign === '=') === positive;
      if (typeof rhs.value === 'boolean')
        return this.#choice(option, rhs.value === isSet ? 'is on' : 'is off', rhs.value === isSet);
      return this.#choice(option, `${word} ${labelOf(option, rhs.value)}`, sign === '=' && positive ? rhs.value : undefined);
    }
    const names = this.#names(lhs);
    return names.length === 1 ? data(`${names[0] ?? ''} ${word} \`${String(rhs.value)}\``) : undefined;
  }

  #within(lhs: Node, rhs: Node, positive: boolean): Said | undefined {
    const items = rhs.type === 'unary' && rhs.value === '[' ? rhs.expressions : [];
    if (items.length > 0 && items.every(isLiteral)) {
      const names = this.#names(lhs);
      const texts = list(
        items.map((one) => `\`${String((one as { value: unknown }).value)}\``),
        'or',
      );
      return names.length === 1 ? data(`${names[0] ?? ''} is ${positive ? '' : 'not '}${texts}`) : undefined;
    }
    const option = this.#option(rhs);
    const names = this.#names(lhs);
    if (option !== undefined && names.length === 1)
      return data(`${names[0] ?? ''} is ${positive ? '' : 'not '}among "${option.label}"`);
    const over = this.#names(rhs);
    if (!isLiteral(lhs) || over.length !== 1) return undefined;
    return data(`${over[0] ?? ''} ${positive ? 'has' : 'lacks'} \`${String(lhs.value)}\``);
  }

  #option(node: Node): UserField | undefined {
    const [found, ...more] = trace(node, this.#scope);
    if (found?.origin.kind !== 'option' || more.length > 0 || found.through.length > 0) return undefined;
    return this.#options.get(found.origin.name);
  }

  #choice({ name, label }: UserField, text: string, value: unknown): Said {
    return { text: `"${label}" ${text}`, isChoice: true, settings: value === undefined ? [] : [[name, value]] };
  }

  /** The data that something reads as it is. */
  #names(node: Node): readonly string[] {
    const strands = trace(node, this.#scope);
    if (strands.some(({ origin, through, when }) => origin.kind !== 'data' || through.length + when.length > 0)) return [];
    return dataPaths(strands).map((path) => code(lastName(path)));
  }
}

const isNothing = (node: Node): boolean => node.type === 'value' && node.value === null;

const isLiteral = (node: Node): node is Extract<Node, { type: 'string' | 'number' | 'value' }> =>
  node.type === 'string' || node.type === 'number' || node.type === 'value';

const labelOf = (field: UserField, value: unknown): string => {
  const choice = 'choices' in field ? field.choices.find((one) => String(one.value) === String(value)) : undefined;
  return `"${choice?.label ?? String(value)}"`;
};

const both = (left: Said | undefined, right: Said | undefined, isAnd: boolean): Said | undefined => {
  if (left === undefined || right === undefined) return undefined;
  const settings = isAnd ? [...left.settings, ...right.settings] : (left.settings.length > 0 ? left : right).settings;
  return { text: `${left.text} ${isAnd ? 'and' : 'or'} ${right.text}`, isChoice: left.isChoice || right.isChoice, settings };
};
