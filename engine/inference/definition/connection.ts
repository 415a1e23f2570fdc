import type { Connection, SuccessTest } from '../../language/model.ts';
import type { PathChecks } from '../findings/path-checks.ts';
import { bodyTypes, stepType, type Body } from '../samples/sample-types.ts';
import type { Type } from '../types/type.ts';
import { allBodies, inferBodyRules, inferStatusRules } from './answer-rules.ts';
import { inferOption } from './context.ts';

/** An endpoint or action, and the types of its answers. */
export interface Answered {
  readonly of: { readonly successWhen: SuccessTest | undefined };
  readonly document: Type;
  readonly bodies: readonly Body[];
}

/** The bodies that a connection says any answer may have. */
export const sharedBodies = async (connection: Connection | undefined, checks: PathChecks): Promise<readonly Body[]> =>
  connection === undefined ? [] : bodyTypes(connection.samples, [], checks.samples);

/** The rules of a connection hold for the answers of every endpoint and action, its test of success where they have none. */
export const inferConnection = async (
  connection: Connection,
  answered: readonly Answered[],
  shared: readonly Body[],
  checks: PathChecks,
): Promise<void> => {
  for (const { of, document, bodies } of answered) {
    const successWhen = of.successWhen === undefined ? connection.successWhen : undefined;
    inferBodyRules({ ...connection, successWhen }, { document, bodies: [...bodies, ...shared] }, checks);
  }
  inferStatusRules(connection, [...shared, ...answered.flatMap(allBodies)], checks);
  for (const { auth, samples } of connection.logins) {
    const context = await stepType(samples, checks.samples);
    for (const option of Object.values(auth.options)) inferOption(option, { checks, context, variables: new Map() });
  }
};
