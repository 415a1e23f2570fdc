import { parse } from '../../expression/jsonata/parse.ts';
import { defaultLimits } from '../../expression/jsonata/run.ts';
import type { Node } from '../../expression/jsonata/syntax.ts';
import { nearest, suggest } from '../../language/basics/nearest.ts';
import { readTlp, tlpColours } from '../../language/basics/tlp.ts';
import type { Expr, ReportValue } from '../../language/basics/value.ts';
import type { ReportEntry } from '../../language/model.ts';
import { indicatorStatuses, indicatorSubtypes } from '../../language/pack/object-types.ts';
import { notTlp } from '../judging/results.ts';
import { error, warning, type Verdict } from '../judging/verdict.ts';
import type { Type } from '../types/type.ts';
import type { Position } from './context.ts';

type Judge = (word: string) => Verdict | undefined;

/** The words of the language that an entry's expressions may come to; those that stand as literals have been checked. */
export const judgeWords = (
  { type, subtype, fields }: ReportEntry,
  types: Readonly<Record<'type' | 'subtype' | 'status' | 'tlp', Type>>,
  objectTypes: readonly string[],
  position: Position,
): void => {
  judgeWord('object-type.unknown', type, types.type, unknownType(objectTypes), position);
  judgeWord('report.unknown-tlp', fields.tlp, types.tlp, unknownTlp, position);
  if (type.kind !== 'literal' || type.value !== 'indicator') return;
  judgeWord('report.unknown-subtype', subtype, types.subtype, unusual('subtype', indicatorSubtypes), position);
  judgeWord('report.unknown-status', fields.status, types.status, unusual('status', indicatorStatuses), position);
};

const judgeWord = (code: string, value: ReportValue | undefined, type: Type, judge: Judge, { checks }: Position): void => {
  if (value?.kind !== 'expr') return;
  const literals = literalsOf(value);
  for (const one of literals) if (one.type === 'string') checks.judgements.ofPart(value, one, code, judge(String(one.value)));
  const here = new Set(literals.map((one) => (one.type === 'string' ? String(one.value) : '')));
  const wrong = (type.text?.closed ?? []).filter((word) => !here.has(word)).flatMap((word) => judge(word) ?? []);
  checks.judgements.of(value.place, code, wrong[0] ?? (code === 'report.unknown-tlp' ? notTlp(type) : undefined));
};

const unknownType =
  (objectTypes: readonly string[]): Judge =>
  (word) =>
    objectTypes.includes(word)
      ? undefined
      : error(
          `There is no object type \`${word.slice(0, 64)}\`.`,
          `${suggest(word, objectTypes)} A type of your own is declared under \`custom_objects\`.`,
        );

const unknownTlp: Judge = (word) =>
  word.trim() === '' || readTlp(word) !== undefined
    ? undefined
    : error(`There is no TLP \`${word.slice(0, 64)}\`.`, suggest(word, tlpColours));

const unusual =
  (what: string, known: readonly string[]): Judge =>
  (word) =>
    word.trim() === '' || known.includes(word)
      ? undefined
      : warning(`\`${word.slice(0, 64)}\` is no usual ${what} of an indicator.`, suggest(nearest(word, known) ?? word, known));

/** The literals that an expression may come to, where they stand in it. */
const literalsOf = (expr: Expr): readonly Node[] => tails(parse(expr.source, defaultLimits));

const tails = (node: Node): readonly Node[] => {
  if (node.predicate !== undefined || node.group !== undefined) return [];
  switch (node.type) {
    case 'string':
      return [node];
    case 'condition':
      return [...tails(node.then), ...(node.else === undefined ? [] : tails(node.else))];
    case 'block': {
      const last = node.expressions.at(-1);
      return last === undefined ? [] : tails(last);
    }
    case 'function': {
      if (node.procedure.type !== 'variable') return [];
      if (node.procedure.value === 'first') return node.arguments.flatMap(tails);
      return node.procedure.value === 'table' ? node.arguments.slice(2).flatMap(tails) : [];
    }
    default:
      return [];
  }
};
