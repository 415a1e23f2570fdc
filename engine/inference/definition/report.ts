import type { AttributeSpec, Each, Feed, Relate, ReportEntry } from '../../language/model.ts';
import { elementsOf, orUnknown } from '../types/type.ts';
import { membersOf } from '../expression/paths.ts';
import { inferAll, inferExpr, inferTree, inferValue, withVariables, type Position } from './context.ts';

/** What the entries of a report read; `record` is the position of the record, with its supplements and lets. */
export const inferReport = ({ report, relate, fulfillment }: Feed, record: Position): void => {
  const position = withVariables(record, { record: record.context });
  for (const entry of report) {
    inferAll([entry.when], position);
    const element = elementOf(entry.each, position);
    inferEntry(entry, element);
    for (const one of fulfillment) if (one.of === entry.name) inferTree(one.with, element);
  }
  for (const one of relate) inferRelate(one, position);
};

/** What an entry is over: the record, or the elements of the last level. */
const elementOf = (each: Each | undefined, record: Position): Position => {
  let position = record;
  for (const level of each?.levels ?? []) {
    const context = orUnknown(elementsOf(inferExpr(level, position)));
    position = withVariables({ ...position, context }, { parent: position.context });
  }
  inferAll([each?.where], position);
  return position;
};

const inferEntry = (entry: ReportEntry, position: Position): void => {
  const { type, subtype, value, fields, tags, identity, withdraw, ref, related, attributes } = entry;
  for (const one of [type, subtype, value, tags, ...Object.values(fields), ...related.map(({ as }) => as)])
    inferValue(one, position);
  inferAll([...identity, withdraw, ref], position);
  for (const one of attributes) inferAttribute(one, position);
};

const inferAttribute = (spec: AttributeSpec, position: Position): void => {
  if (spec.kind === 'named') {
    inferAll([spec.when], position);
    inferValue(spec.value, position);
    return;
  }
  const given = inferExpr(spec.each, position);
  const context = orUnknown(spec.name === undefined ? membersOf(given) : elementsOf(given));
  const element = withVariables({ ...position, context }, { parent: position.context });
  inferValue(spec.name, element);
  inferValue(spec.value, element);
};

const inferRelate = ({ when, each, from, to, as }: Relate, position: Position): void => {
  inferAll([when], position);
  const element = elementOf(each, position);
  inferAll([from, to], element);
  inferValue(as, element);
};
