import type { Findings } from '../../language/basics/findings.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { itemsOf, memberOf, placeOfKey, placeOfValue } from '../../language/yaml/positions.ts';
import type { RawMock, RawRoute } from '../definition/mock-shape.ts';
import { LONGEST_ROUTE, paramsOf, routePattern, type RoutePattern } from '../definition/route-pattern.ts';

const BODIES = ['json', 'text', 'file', 'zeros'] as const;

/** Routes as they are written, apart from their expressions: paths, bodies, sessions, and which of them can never answer. */
export function checkRoutes({ routes = [], session }: Partial<RawMock>, findings: Findings): void {
  const seen: { readonly route: RawRoute; readonly pattern: RoutePattern }[] = [];
  for (const [, route] of itemsOf(routes)) {
    checkBodies(route, findings);
    if (session === undefined && (route.session === 'issue' || route.session === 'required'))
      findings.error(
        'mock.no-session',
        placeOfValue(route, 'session'),
        `The route's session is \`${route.session}\`, but the mock does not say how sessions are told.`,
        "Add `session: { token: !expr $substringAfter(headers.authorization, 'Bearer ') }` at the top level, with where a request has its token.",
      );
    if (!checkPath(route, findings)) continue;
    const before = seen.find(({ route: { when }, pattern }) => when === undefined && pattern.covers(route.route));
    if (before !== undefined)
      findings.error(
        'mock.unreachable',
        placeOfValue(route, 'route'),
        `\`${route.route}\` never answers: \`${before.route.route}\` in line ${placeOfValue(before.route, 'route').line} takes each of its requests.`,
        'Give the earlier one a `when`, or write this one before it.',
      );
    seen.push({ route, pattern: routePattern(route.route) });
  }
  if (session !== undefined)
    checkCovered(
      session,
      itemsOf(routes).map(([, { route }]) => route),
      findings,
    );
}

/** A refusal may have a body as well, of `json` or `text`. */
export function checkBodies(owner: Readonly<Record<string, unknown>>, findings: Findings): void {
  const [first, second] = BODIES.filter((key) => memberOf(owner, key) !== undefined).toSorted(
    (a, b) => (memberOf(owner, a)?.key ?? 0) - (memberOf(owner, b)?.key ?? 0),
  );
  if (first === undefined || second === undefined) return;
  findings.error(
    'mock.two-bodies',
    placeOfKey(owner, second),
    `There are two bodies, \`${first}\` and \`${second}\`: an answer has one.`,
    `Keep one of ${BODIES.map((key) => `\`${key}\``).join(', ')}; for other requests write another route, with \`when\`.`,
  );
}

/** False where it is none. */
function checkPath(route: RawRoute, findings: Findings): boolean {
  const text = route.route;
  const wrong = (code: string, message: string, hint: string): false => {
    findings.error(code, placeOfValue(route, 'route'), message, hint);
    return false;
  };
  if (text.length > LONGEST_ROUTE)
    return wrong(
      'mock.bad-route',
      `\`${text.slice(0, 80)}…\` is longer than any path (${LONGEST_ROUTE} characters).`,
      'Write `{name}` for a part of the path that differs from request to request.',
    );
  if (/\s/.test(text.replace(' ', '')))
    return wrong(
      'mock.bad-route',
      `\`${text.slice(0, 80)}\` is no route.`,
      'Write a method and a path, as in `GET /cases/{id}`.',
    );
  if (/[?#]/.test(text))
    return wrong(
      'mock.route-query',
      `\`${text.slice(0, 80)}\` fits no request: a route is compared with the path alone.`,
      "Write the path, and ask for the query by `when: !expr query.name = 'value'`.",
    );
  const params = paramsOf(text);
  if (params === undefined)
    return wrong(
      'mock.bad-param',
      `The braces of \`${text.slice(0, 80)}\` hold no name.`,
      'Write `{name}` with letters, digits and `_`, one for each part of the path: it is `$params.name`.',
    );
  const twice = params.find((name, index) => params.indexOf(name) !== index);
  if (twice !== undefined)
    return wrong('mock.bad-param', `\`{${twice}}\` stands twice in \`${text.slice(0, 80)}\`.`, 'Give each its own name.');
  return true;
}

function checkCovered(session: NonNullable<RawMock['session']>, routes: readonly string[], findings: Findings): void {
  if (session.only !== undefined && session.except !== undefined)
    findings.error(
      'mock.only-and-except',
      placeOfKey(session, 'except'),
      '`only` and `except` stand together.',
      'Keep `only` with the routes that need a session, or `except` with those that need none.',
    );
  for (const patterns of [session.only ?? [], session.except ?? []])
    for (const [index, pattern] of itemsOf(patterns)) {
      const isRoute = pattern.length <= LONGEST_ROUTE && /^(\*|([A-Z]+|\*) (\/\S*|\*))$/.test(pattern);
      if (isRoute && routes.some((route) => routePattern(pattern).covers(route))) continue;
      findings.error(
        'mock.no-such-route',
        placeOfValue(patterns, index),
        `No route of the mock is \`${pattern.slice(0, 80)}\`.`,
        suggest(pattern, routes),
      );
    }
}
