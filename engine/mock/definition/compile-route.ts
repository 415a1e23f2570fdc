import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { placeOf } from '../../language/yaml/positions.ts';
import { bytesAnswer, jsonAnswer, type Answer } from '../vendor/answer.ts';
import type { RequestView } from '../vendor/mock-request.ts';
import { compileAnswer, type BodyOptions } from './compile-answer.ts';
import { compileTree } from './compile-tree.ts';
import type { RawRequirement, RawRoute } from './mock-shape.ts';
import { routePattern, type RoutePattern } from './route-pattern.ts';

export interface Route {
  readonly pattern: RoutePattern;
  readonly session: 'required' | 'none' | 'issue' | undefined;
  readonly place: Place;
  /** As it is written; undefined: the route takes every request that fits. */
  readonly when: { readonly source: string; readonly place: Place } | undefined;
  isMeant(request: RequestView, scope: Scope): boolean;
  /** The answer, and what is to be remembered. */
  answer(request: RequestView, scope: Scope): { readonly answer: Answer; readonly set: Readonly<Record<string, unknown>> };
}

/** A check that gives the refusal, or undefined where it holds. */
export type Check = (request: RequestView, scope: Scope) => Answer | undefined;

export function compileCheck(raw: RawRequirement, evaluator: Evaluator): Check {
  const holds = evaluator.condition(raw.that);
  const json = raw.json === undefined ? undefined : compileTree(raw.json, evaluator);
  const text = raw.text === undefined ? undefined : compileTree(raw.text, evaluator);
  const status = raw.status ?? 400;
  return (request, scope) => {
    if (holds(request, scope)) return undefined;
    if (text !== undefined) return bytesAnswer(status, 'text/plain; charset=utf-8', String(text(request, scope)));
    return jsonAnswer(status, json === undefined ? { error: 'The request was refused.' } : json(request, scope));
  };
}

export function compileRoute(raw: RawRoute, options: BodyOptions): Route {
  const { evaluator } = options;
  const when = raw.when === undefined ? () => true : evaluator.condition(raw.when);
  const checks = (raw.require ?? []).map((check) => compileCheck(check, evaluator));
  const lets = Object.entries(raw.let ?? {}).map(([name, value]) => [name, compileTree(value, evaluator)] as const);
  const sets = Object.entries(raw.set ?? {}).map(([name, value]) => [name, compileTree(value, evaluator)] as const);
  const respond = compileAnswer(raw, options);
  return {
    pattern: routePattern(raw.route),
    session: raw.session,
    place: placeOf(raw),
    when: raw.when,
    isMeant: when,
    answer(request, outer) {
      const scope: Record<string, unknown> = { ...outer };
      for (const [name, compute] of lets) defineLazily(scope, name, () => compute(request, scope));
      for (const check of checks) {
        const refusal = check(request, scope);
        if (refusal !== undefined) return { answer: refusal, set: {} };
      }
      const answer = respond(request, scope);
      return { answer, set: Object.fromEntries(sets.map(([name, compute]) => [name, compute(request, scope)])) };
    },
  };
}

/** Worked out when it is first asked for, so that a check can stand before a value that needs it. */
function defineLazily(scope: Record<string, unknown>, name: string, compute: () => unknown): void {
  let isUnderWay = false;
  const get = (): unknown => {
    if (isUnderWay) throw new EngineError('mock.let-circle', `The value \`${name}\` of a route needs itself.`);
    isUnderWay = true;
    try {
      const value = compute();
      Object.defineProperty(scope, name, { value, enumerable: true });
      return value;
    } finally {
      isUnderWay = false;
    }
  };
  Object.defineProperty(scope, name, { get, enumerable: true, configurable: true });
}
