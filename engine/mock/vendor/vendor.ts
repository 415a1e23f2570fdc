import { iso } from '../../language/basics/instant.ts';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import type { Place } from '../../language/basics/place.ts';
import { jsonAnswer, type Answer } from './answer.ts';
import { compileCheck, compileRoute, type Check, type Route } from '../definition/compile-route.ts';
import { compileTree } from '../definition/compile-tree.ts';
import { insideFolder } from '../definition/inside-folder.ts';
import type { MockDefinition } from '../definition/mock-definition.ts';
import type { RawMock } from '../definition/mock-shape.ts';
import { routePattern } from '../definition/route-pattern.ts';
import type { RequestView } from './mock-request.ts';
import { maskOf, noRoute } from './no-route.ts';
import { ownError, problemOf, type Problem } from './problem.ts';
import { Sessions } from './sessions.ts';

export interface VendorOptions {
  /** ms since 1970. */
  readonly clock: () => number;
  readonly user: Readonly<Record<string, unknown>>;
  readonly variant: string | undefined;
  /** Instead of the definition's own. */
  readonly sessionRequests: number | undefined;
  /** Other files in the place of fixtures, by the fixture's name. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a request came to. */
export interface Attended {
  readonly answer: Answer;
  /** Index of the route that took it. */
  readonly route?: number;
  /** A mistake of the mock's own. */
  readonly problem?: Problem;
}

/** The vendor's mind, without any network: a request in, an answer out. */
export interface Vendor {
  attend(request: RequestView): Attended;
  /** From now on `$variant` is this one. */
  change(variant: string | undefined): void;
  readonly sessions: Sessions;
  readonly routes: readonly string[];
  /** Where the route with this index is written. */
  placeOf(route: number): Place | undefined;
}

/** Gives the refusal of a request without a good token, where its route needs one. */
type Admit = (route: Route, request: RequestView, scope: Scope) => Answer | undefined;

interface Compiled {
  readonly routes: readonly Route[];
  readonly checks: readonly Check[];
  readonly admit: Admit;
}

export function createVendor(definition: MockDefinition, options: VendorOptions): Vendor {
  const { raw } = definition;
  const sessions = new Sessions(options.sessionRequests ?? raw.session?.requests ?? Infinity);
  const { routes, checks, admit } = compiled(definition, options, sessions);
  const mask = maskOf(options.user);
  const state: Record<string, unknown> = { ...raw.state };
  let variant = options.variant;
  const fixed = { data: definition.data, user: options.user };

  const answerOf = (route: Route, request: RequestView, scope: Scope): Answer => {
    for (const check of checks) {
      const refused = check(request, scope);
      if (refused !== undefined) return refused;
    }
    const denied = admit(route, request, scope);
    if (denied !== undefined) return denied;
    const session = route.session === 'issue' ? sessions.issue() : undefined;
    const { answer, set } = route.answer(request, { ...scope, session });
    Object.assign(state, set);
    return answer;
  };

  const attend = (request: RequestView): Attended => {
    const passed: Route[] = [];
    for (const [index, route] of routes.entries()) {
      const params = route.pattern.match(request.method, request.path);
      if (params === undefined) continue;
      const scope: Scope = { ...fixed, clock: iso(options.clock()), variant, request, params, state: { ...state } };
      try {
        if (route.isMeant(request, scope)) return { route: index, answer: answerOf(route, request, scope) };
        passed.push(route);
      } catch (error) {
        const problem = problemOf(error, route.place);
        return { route: index, problem, answer: ownError(problem, error instanceof EngineError ? error.hint : undefined) };
      }
    }
    return noRoute(request, routes, passed, mask);
  };

  return {
    attend,
    change: (next) => void (variant = next),
    sessions,
    routes: routes.map(({ pattern }) => pattern.text),
    placeOf: (route) => routes[route]?.place,
  };
}

/** Throws UsageError where an expression of the mock can't be read. */
function compiled({ raw, folder }: MockDefinition, options: VendorOptions, sessions: Sessions): Compiled {
  const evaluator = createDefinitionEvaluator(options.clock);
  const locate = (name: string): string | undefined =>
    Object.hasOwn(options.files, name) ? options.files[name] : insideFolder(folder, name);
  try {
    return {
      routes: raw.routes.map((route) => compileRoute(route, { evaluator, locate })),
      checks: (raw.require ?? []).map((check) => compileCheck(check, evaluator)),
      admit: admission(raw, evaluator, sessions),
    };
  } catch (error) {
    if (!(error instanceof EngineError) || error instanceof UsageError) throw error;
    const { code, message, place, hint } = error;
    throw new UsageError(code, `The mock can't be used: ${message}`, { place, hint, cause: error });
  }
}

function admission({ session, routes }: RawMock, evaluator: Evaluator, sessions: Sessions): Admit {
  if (session === undefined) return () => undefined;
  const { only, except = [] } = session;
  const presented = evaluator.expr(session.token).evaluate;
  const refusal = compileTree(session.refusal?.json ?? { error: 'The session has ended.' }, evaluator);
  const covers = (patterns: readonly string[], route: string): boolean =>
    patterns.some((pattern) => routePattern(pattern).covers(route));
  const needing = new Set(
    routes.map(({ route }) => route).filter((route) => (only === undefined || covers(only, route)) && !covers(except, route)),
  );
  return (route, request, scope) => {
    const isNeeded = route.session === undefined ? needing.has(route.pattern.text) : route.session === 'required';
    if (!isNeeded || sessions.use(presented(request, scope))) return undefined;
    return jsonAnswer(session.refusal?.status ?? 401, refusal(request, scope));
  };
}
