import type { Supplemental } from '../../language/model.ts';
import { listOf, UNKNOWN, type Type } from '../types/type.ts';
import { inferValue, withVariables, type Position, type Surroundings } from './context.ts';
import { inferCondition, inferGuarded, inferWanted } from './results.ts';
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
  inferGuarded(one.with, one.when, position);
  inferValue(one.over?.since, position);
  inferValue(one.over?.until, position);
  const answer = surroundings.answers.get(one.call);
  if (answer === undefined) return UNKNOWN;
  const nested = { ...withVariables(position, { parent: position.context }), context: answer.record };
  inferWanted(one.batch?.match, 'scalar', nested);
  const inner = inferSupplementals(one.supplemental, nested, surroundings);
  const record = withMembers(answer.record, Object.entries(inner));
  const { records } = answer.endpoint;
  return records.kind === 'bytes' ? UNKNOWN : records.count === 'one' ? record : listOf(record);
};
