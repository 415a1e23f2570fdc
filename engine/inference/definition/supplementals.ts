import type { Supplemental } from '../../language/model.ts';
import { listOf, UNKNOWN, type Type } from '../types/type.ts';
import { withVariables, type Position, type Surroundings } from './context.ts';
import { inferArguments, inferCondition, inferWanted } from './results.ts';
import { withMembers } from './with-members.ts';

/** What further calls are asked with, and what they give: by name. */
export const inferSupplementals = (
  supplementals: readonly Supplemental[],
  position: Position,
  surroundings: Surroundings,
): Readonly<Record<string, Type>> => {
  const given: Record<string, Type> = {};
  for (const one of supplementals) given[one.name] = inferSupplemental(one, withVariables(position, given), surroundings);
  return given;
};

const inferSupplemental = (one: Supplemental, position: Position, surroundings: Surroundings): Type => {
  inferCondition(one.when, position);
  const answer = surroundings.answers.get(one.call);
  inferArguments(one, answer?.endpoint, position);
  inferWanted(one.over?.since, 'time', position);
  inferWanted(one.over?.until, 'time', position);
  if (answer === undefined) return UNKNOWN;
  const nested = { ...withVariables(position, { parent: position.context }), context: answer.record };
  inferWanted(one.batch?.match, 'texts', nested);
  const inner = inferSupplementals(one.supplemental, nested, surroundings);
  const record = withMembers(answer.record, Object.entries(inner));
  const { records } = answer.endpoint;
  return records.kind === 'bytes' ? UNKNOWN : records.count === 'one' ? record : listOf(record);
};
