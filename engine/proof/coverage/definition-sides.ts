import { type Came, ELSE, FOUND } from '../../expression/definition/probe.ts';
import { isSource } from '../../expression/definition/evaluator.ts';
import { sidesOfOption } from '../../api/options/option-sides.ts';
import type { Expr, Table, TableLookup } from '../../language/basics/value.ts';
import type { Filter, Outcome, Pack, Supplemental, UserField } from '../../language/model.ts';
import { isConstant, sidesOfSource } from './expression-sides.ts';
import { sideKey } from './hits.ts';
import { excerptAt, type Side } from './side.ts';

/** Keys of the model under which an expression decides whether something is done: missing is false. */
const CONDITIONS: ReadonlySet<string> = new Set([
  'when',
  'where',
  'withdraw',
  'test',
  'that',
  'done',
  'failed',
  'requiredWhen',
  'stop_when',
  'stop_at',
]);

/** Everything of a definition that cases can take, in the order of its places; what several parts share is there once. */
export const sidesOfPack = ({ connection, ...pack }: Pack): readonly Side[] =>
  // Its options are those of the feeds and actions, which may declare them again.
  sidesOf({ ...pack, connection: { ...connection, userFields: [] } });

/** The same of a feed, an action or any other part of the model. */
export const sidesOf = (part: object): readonly Side[] => {
  const walker = new Walker();
  walker.visit(part, '');
  return [...walker.sides.values()].toSorted(
    ({ place: a }, { place: b }) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
};

class Walker {
  readonly sides = new Map<string, Side>();

  visit(node: unknown, key: string): void {
    if (typeof node !== 'object' || node === null || isTable(node)) return;
    if (isSource(node)) return this.#source(node, key);
    if (Array.isArray(node) || node instanceof Map) return this.#list([...node.values()], key);
    if (isFilter(node)) return this.#filter(node);
    if (isLookup(node)) this.#lookup(node);
    if (isOptionalMember(node)) return this.#member(node.value);
    for (const [name, one] of Object.entries(node)) this.visit(one, name);
  }

  #list(items: readonly unknown[], key: string): void {
    for (const item of items) {
      if (key === 'outcomes') this.#outcome(item as Outcome);
      if (key === 'supplemental') this.#supplemental(item as Supplemental);
      if (key === 'userFields' || key === 'options') this.#option(item as UserField);
      this.visit(item, key);
    }
  }

  #add(...sides: readonly Side[]): void {
    for (const side of sides) this.sides.set(`${side.kind} ${side.keys.join(' ')}`, side);
  }

  #source(node: Parameters<typeof sidesOfSource>[0], key: string): void {
    this.#add(...sidesOfSource(node));
    if (node.kind === 'tmpl' || isConstant(node)) return;
    if (CONDITIONS.has(key)) this.#came(node, { true: ['true'], false: ['false', 'missing'] }, CONDITION);
    else this.#came(node, { given: GIVEN }, { given: 'never gives a value' }, 'value');
  }

  /** A member that may be left out. */
  #member(value: Expr): void {
    this.#add(...sidesOfSource(value));
    this.#came(value, { given: GIVEN, missing: ['missing'] }, MEMBER);
  }

  #filter({ kind, test, because }: Extract<Filter, { test: Expr }>): void {
    this.#add(...sidesOfSource(test));
    const [kept, dropped]: (readonly Came[])[] =
      kind === 'keep' ? [['true'], ['false', 'missing']] : [['false', 'missing'], ['true']];
    const lacks = { kept: 'never keeps a record', dropped: `never drops a record (${because})` };
    this.#came(test, { kept, dropped }, lacks, 'filter');
  }

  /** What an expression comes to, by the side that it means here. */
  #came(
    node: Expr,
    sides: Readonly<Record<string, readonly Came[] | undefined>>,
    lacks: Readonly<Record<string, string>>,
    kind: 'branch' | 'filter' | 'value' = 'branch',
  ): void {
    for (const [side, came = []] of Object.entries(sides))
      this.#add({
        kind,
        place: node.place,
        keys: came.map((one) => sideKey(node.place, one)),
        lacks: lacks[side] ?? '',
        excerpt: excerptAt(node.source, 0),
        within: node.place,
      });
  }

  #lookup({ place, of, otherwise }: TableLookup): void {
    const excerpt = of.kind === 'literal' ? String(of.value) : excerptAt(of.source, 0);
    const side = (name: string, lacks: string): Side => ({
      kind: 'branch',
      place,
      keys: [sideKey(place, name)],
      lacks,
      excerpt,
      within: undefined,
    });
    this.#add(side(FOUND, 'look-up never finds an entry'));
    // A record that is set aside is a failure, not a way to go.
    if (otherwise.kind !== 'quarantine') this.#add(side(ELSE, '`else` of the look-up never taken'));
  }

  #outcome({ place, do: does, status, when }: Outcome): void {
    const excerpt = [status?.join(', '), when?.source].filter((one) => one !== undefined).join(' and ');
    this.#fact('outcome', place, 'taken', `outcome \`${does}\` never taken`, excerptAt(excerpt, 0));
  }

  #supplemental({ place, name }: Supplemental): void {
    this.#fact('supplemental', place, 'called', 'never called', name);
  }

  #option(field: UserField): void {
    for (const side of sidesOfOption(field))
      this.#fact('option', field.place, side, side === 'set' ? 'never set' : `never ${side}`, field.name);
  }

  #fact(kind: Side['kind'], place: Side['place'], side: string, lacks: string, excerpt: string): void {
    this.#add({ kind, place, keys: [sideKey(place, side)], lacks, excerpt, within: undefined });
  }
}

const GIVEN: readonly Came[] = ['given', 'true', 'false'];
const CONDITION = { true: 'never true', false: 'never false' };
const MEMBER = { given: 'never has a value', missing: 'never left out' };

const isFilter = (node: object): node is Extract<Filter, { test: Expr }> =>
  'because' in node && 'test' in node && 'kind' in node && (node.kind === 'keep' || node.kind === 'drop');

/** It may have a hundred thousand entries, and nothing in it is evaluated. */
const isTable = (node: object): node is Table => 'entries' in node && node.entries instanceof Map;

const isLookup = (node: object): node is TableLookup => 'kind' in node && node.kind === 'lookup';

const isOptionalMember = (node: object): node is { readonly value: Expr } =>
  'optional' in node && node.optional === true && 'value' in node && isSource(node.value) && node.value.kind === 'expr';
