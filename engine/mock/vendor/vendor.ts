import { iso } from '../../language/basics/instant.ts';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';
import { jsonAnswer, type Answer } from './answer.ts';
import { compileCheck, compileRoute } from '../definition/compile-route.ts';
import { compileTree } from '../definition/compile-tree.ts';
import { insideFolder } from '../definition/inside-folder.ts';
import type { MockDefinition } from '../definition/mock-definition.ts';
import type { RequestView } from './mock-request.ts';
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

/** The vendor's mind, without any network: a request in, an answer out. */
export interface Vendor {
  answer(request: RequestView): Answer;
  /** From now on `$variant` is this one. */
  change(variant: string | undefined): void;
  readonly sessions: Sessions;
  readonly routes: readonly string[];
}

export function createVendor(definition: MockDefinition, options: VendorOptions): Vendor {
  const { raw } = definition;
  const evaluator = createDefinitionEvaluator(options.clock);
  const locate = (name: string): string | undefined =>
    Object.hasOwn(options.files, name) ? options.files[name] : insideFolder(definition.folder, name);
  const routes = raw.routes.map((route) => compileRoute(route, { evaluator, locate }));
  const checks = (raw.require ?? []).map((check) => compileCheck(check, evaluator));
  const presented = raw.session === undefined ? undefined : evaluator.expr(raw.session.token).evaluate;
  const refusal = compileTree(raw.session?.refusal?.json ?? { error: 'The session has ended.' }, evaluator);
  const sessions = new Sessions(options.sessionRequests ?? raw.session?.requests ?? Infinity);
  const state: Record<string, unknown> = {};
  let variant = options.variant;
  const fixed = { data: definition.data, user: options.user };

  const admit = (session: 'required' | 'none' | 'issue' | undefined, request: RequestView, scope: Scope): Answer | undefined => {
    if (presented === undefined || session === 'none' || session === 'issue') return undefined;
    return sessions.use(presented(request, scope))
      ? undefined
      : jsonAnswer(raw.session?.refusal?.status ?? 401, refusal(request, scope));
  };

  const attend = (request: RequestView): Answer => {
    for (const route of routes) {
      const params = route.pattern.match(request.method, request.path);
      if (params === undefined) continue;
      const scope: Scope = { ...fixed, clock: iso(options.clock()), variant, request, params, state: { ...state } };
      if (!route.isMeant(request, scope)) continue;
      for (const check of checks) {
        const refused = check(request, scope);
        if (refused !== undefined) return refused;
      }
      const denied = admit(route.session, request, scope);
      if (denied !== undefined) return denied;
      const { answer, set } = route.answer(request, {
        ...scope,
        session: route.session === 'issue' ? sessions.issue() : undefined,
      });
      Object.assign(state, set);
      return answer;
    }
    return jsonAnswer(404, {
      error: `There is no route ${request.method} ${request.path}.`,
      routes: routes.map(({ pattern }) => pattern.text),
    });
  };

  return {
    answer: (request) => answerOrFailure(() => attend(request)),
    change: (next) => void (variant = next),
    sessions,
    routes: routes.map(({ pattern }) => pattern.text),
  };
}

/** A mistake in the fixtures is told to whoever asks: there is nobody else to see it. */
function answerOrFailure(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return jsonAnswer(500, {
      error: error.message,
      code: error.code,
      at: error.place === undefined ? undefined : formatPlace(error.place),
    });
  }
}
