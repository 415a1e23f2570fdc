import type { AttributeSpec, Each, Feed, Relate, ReportEntry } from '../../language/model.ts';
import type { ReportValue } from '../../language/basics/value.ts';
import { elementsOf, orUnknown, present, type Type } from '../types/type.ts';
import { membersOf } from '../expression/paths.ts';
import { inferExpr, inferTree, withVariables, type Position } from './context.ts';
import { inferCondition, inferHolding, inferMap, inferWanted, judgeSeveral, type Wanted } from './results.ts';
import { judgeWords } from './words.ts';

/** What the entries of a report read; `record` is the position of the record, with its supplements and lets. */
export const inferReport = ({ report, relate, fulfillment }: Feed, record: Position, objectTypes: readonly string[]): void => {
  const position = withVariables(record, { record: record.context });
  for (const entry of report) {
    const element = elementOf(entry.each, inferHolding(entry.when, true, position));
    inferEntry(entry, element, objectTypes);
    for (const one of fulfillment) if (one.of === entry.name) inferTree(one.with, element);
  }
  for (const one of relate) inferRelate(one, position);
};

/** What an entry is over: the record, or the elements of the last level. */
const elementOf = (each: Each | undefined, record: Position): Position => {
  let position = record;
  for (const level of each?.levels ?? []) {
    const context = orUnknown(elementsOf(present(inferExpr(level, position))));
    position = withVariables({ ...position, context }, { parent: position.context });
  }
  return inferHolding(each?.where, true, position);
};

/** Fields that hold a time. */
const TIMES = ['published_at', 'happened_at', 'expires_at'] as const;

const inferEntry = (entry: ReportEntry, position: Position, objectTypes: readonly string[]): void => {
  const { type, subtype, value, fields, tags, identity, withdraw, ref, related, attributes } = entry;
  const infer = (one: ReportValue | undefined, wanted: Wanted = 'scalar'): Type => inferWanted(one, wanted, position);
  const words = { type: infer(type), subtype: infer(subtype), status: infer(fields.status), tlp: infer(fields.tlp) };
  judgeWords(entry, words, objectTypes, position);
  for (const one of [value, fields.title, fields.description, ref, ...identity, ...related.map(({ as }) => as)]) infer(one);
  for (const name of TIMES) infer(fields[name], 'time');
  infer(tags, 'texts');
  inferCondition(withdraw, position);
  for (const one of attributes) inferAttribute(one, position);
};

const inferAttribute = (spec: AttributeSpec, position: Position): void => {
  if (spec.kind === 'named') {
    const type = inferWanted(spec.value, 'texts', inferHolding(spec.when, true, position));
    if (spec.rule === 'update') judgeSeveral(spec.value, type, position);
    return;
  }
  const given = present(spec.name === undefined ? inferMap(spec.each, position) : inferExpr(spec.each, position));
  const context = orUnknown(spec.name === undefined ? membersOf(given) : elementsOf(given));
  const element = withVariables({ ...position, context }, { parent: position.context });
  inferWanted(spec.name, 'scalar', element);
  inferWanted(spec.value, 'texts', element);
};

const inferRelate = ({ when, each, from, to, as }: Relate, position: Position): void => {
  const element = elementOf(each, inferHolding(when, true, position));
  for (const one of [from, to, as]) inferWanted(one, 'scalar', element);
};
