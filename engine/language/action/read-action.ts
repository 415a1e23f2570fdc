import { actionScope, envelopeScope, extend } from '../check/scope.ts';
import { checkCode } from '../check/object-type.ts';
import type { Action, UserField } from '../model.ts';
import type { RawAction } from './action-shape.ts';
import { declaredKeys, itemsOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { bindings } from '../reading/bindings.ts';
import { answerRules } from '../connection/read-connection.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { decodersOf } from '../endpoint/read-endpoint.ts';
import { request } from '../endpoint/read-request.ts';
import { userFieldsOf } from '../user-field/read-user-fields.ts';
import { optionalSource, source } from '../reading/values.ts';

export interface ActionSurroundings {
  readonly userFields: readonly UserField[];
  readonly user: Iterable<string>;
  /** The pack's own `let`, which every action sees. */
  readonly let: RawMap | undefined;
}

export const actionOf = (
  all: Readonly<Record<string, RawAction>>,
  name: string,
  surroundings: ActionSurroundings,
  context: Context,
): Action => {
  const raw = all[name] as RawAction & RawMap;
  const start = actionScope(surroundings.user, declaredKeys(raw.options));
  const shared = bindings(surroundings.let, start, context);
  const own = bindings(raw.let as RawMap | undefined, shared.scope, context);
  const answer = extend(envelopeScope(own.scope), 'the answer of an action', {});
  for (const [index, code] of itemsOf(raw.accepts)) checkCode(code, placeOfValue(raw.accepts, index), context);
  return {
    name,
    title: raw.title,
    description: raw.description,
    userFields: surroundings.userFields,
    accepts: raw.accepts.filter((one) => one !== undefined),
    options: userFieldsOf([raw.options], context),
    let: [...shared.bindings, ...own.bindings],
    require: (raw.require === undefined ? [] : itemsOf(raw.require)).map(([, one]) => ({
      that: source(one.that, own.scope, context),
      message: one.message,
      place: placeOf(one as unknown as RawMap),
    })),
    request: request(raw.request as unknown as RawMap, own.scope, context),
    decode: decodersOf(raw.decode, placeOfKey(all, name), own.scope, context),
    ...answerRules(raw, answer, context),
    result: optionalSource(raw.result, answer, context),
    sideEffects: raw.side_effects ?? true,
    place: placeOfKey(all, name),
  };
};
