import { dirname, resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { Findings } from '../../language/basics/findings.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { Diagnostic } from '../../language/basics/place.ts';
import type { Vocabulary } from '../../language/basics/vocabulary.ts';
import type { Scope } from '../../language/check/scope.ts';
import { declaredKeys, entriesOf, itemsOf, placeOfKey } from '../../language/yaml/positions.ts';
import type { RawMock, RawRequirement, RawRoute } from '../definition/mock-shape.ts';
import { parseMock } from '../definition/read-mock.ts';
import { paramsOf } from '../definition/route-pattern.ts';
import { checkFiles } from './check-files.ts';
import { checkBodies, checkRoutes } from './check-routes.ts';
import { MockSources } from './check-sources.ts';
import { FIXED_NAMES, mockScope, type MockNames } from './mock-scope.ts';
import { taggedIn } from './tagged-in.ts';

/**
 * Everything that is wrong with a `mock.yaml`, as far as its text and its files tell. `options`: those that the pack's feeds and
 * actions have; undefined where it isn't known whose mock it is.
 */
export function checkMock(file: string, vocabulary: Vocabulary, options: ReadonlySet<string> | undefined): readonly Diagnostic[] {
  const findings = new Findings();
  const raw = parsed(file, findings);
  if (raw === undefined) return findings.sorted();
  const sources = new MockSources(vocabulary, findings);
  const names = namesOf(raw, options);
  checkOptions(raw, options, findings);
  // One that lacks its path, which has been told, would be misread by all that follows.
  if (itemsOf(raw.routes ?? []).some(([, { route }]) => typeof route !== 'string')) return findings.sorted();
  for (const source of taggedIn([raw.data, raw.state]))
    findings.error(
      'mock.not-literal',
      source.place,
      '`data` and `state` are read before there is any request: nothing in them is evaluated.',
      'Write what it comes to, or work it out in `let` of a route.',
    );
  checkRoutes(raw, findings);
  checkFiles(raw, dirname(resolve(file)), findings);
  checkShared(raw, names, sources, findings);
  for (const [, route] of itemsOf(raw.routes ?? [])) checkRoute(route, names, sources, findings);
  for (const [name] of raw.data === undefined ? [] : entriesOf(raw.data)) {
    // One that could not be read may be what uses it.
    if (findings.errors === 0 && !sources.usesData(name))
      findings.warning(
        'mock.unused-data',
        placeOfKey(raw.data ?? {}, name),
        `Nothing uses \`$data.${name}\`.`,
        'Remove it, or name it in an answer.',
      );
  }
  return findings.sorted();
}

function parsed(file: string, findings: Findings): Partial<RawMock> | undefined {
  try {
    return parseMock(file, findings);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    findings.error(error.code, { file, line: 1, column: 1 }, error.message, error.hint);
    return undefined;
  }
}

function namesOf({ data, state, user, routes = [] }: Partial<RawMock>, options: ReadonlySet<string> | undefined): MockNames {
  const own = declaredKeys(user);
  return {
    data: declaredKeys(data),
    state: new Set([...declaredKeys(state), ...itemsOf(routes).flatMap(([, route]) => [...declaredKeys(route.set)])]),
    user: options === undefined && own.size === 0 ? undefined : new Set([...own, ...(options ?? [])]),
  };
}

function checkOptions({ user }: Partial<RawMock>, options: ReadonlySet<string> | undefined, findings: Findings): void {
  if (user === undefined || options === undefined) return;
  for (const [name] of entriesOf(user))
    if (!options.has(name))
      findings.error(
        'mock.unknown-option',
        placeOfKey(user, name),
        `No feed or action of the pack has an option \`${name.slice(0, 64)}\`.`,
        suggest(name, options),
      );
}

/** What holds for all routes. */
function checkShared(
  { routes = [], session, require }: Partial<RawMock>,
  names: MockNames,
  sources: MockSources,
  findings: Findings,
): void {
  const params = new Set(itemsOf(routes).flatMap(([, { route }]) => paramsOf(route) ?? []));
  const absent = new Map([['session', 'It is known in a route with `session: issue`, which begins one.']]);
  const scope = mockScope(names, { label: 'a part that every route shares', params, absent });
  sources.check([session?.token, session?.refusal?.json], scope);
  checkRequirements(require, scope, sources, findings);
}

function checkRequirements(
  all: readonly RawRequirement[] | undefined,
  scope: Scope,
  sources: MockSources,
  findings: Findings,
): void {
  for (const [, one] of itemsOf(all ?? NONE)) {
    checkBodies(one, findings);
    sources.check(one, scope);
  }
}

const NONE: readonly never[] = [];

function checkRoute(route: RawRoute, names: MockNames, sources: MockSources, findings: Findings): void {
  const params = new Set(paramsOf(route.route) ?? []);
  const lets = declaredKeys(route.let);
  const noSession = 'It is known in a route with `session: issue`, which begins one.';
  const before = new Map<string, string>([
    ['session', noSession],
    ...[...lets].map((name) => [name, '`when` is asked before `let` is worked out: write here what it stands for.'] as const),
  ]);
  sources.check(route.when, mockScope(names, { label: "a route's `when`", params, absent: before }));
  const hasSession = route.session === 'issue';
  const absent = hasSession ? undefined : new Map([['session', noSession]]);
  const scope = mockScope(names, { label: 'a route', params, lets, hasSession, ...(absent === undefined ? {} : { absent }) });
  const { let: bound, set, headers, json, text, file } = route;
  sources.check([bound, set, headers, json, text, file], scope);
  checkRequirements(route.require, scope, sources, findings);
  checkLets(bound, sources, findings);
}

function checkLets(bound: RawRoute['let'], sources: MockSources, findings: Findings): void {
  if (bound === undefined) return;
  const uses = new Map(entriesOf(bound).map(([name, value]) => [name, sources.variablesOf(value)]));
  const needs = (name: string, wanted: string, seen = new Set([name])): boolean =>
    [...(uses.get(name) ?? [])].some((one) => one === wanted || (!seen.has(one) && needs(one, wanted, seen.add(one))));
  const told: string[] = [];
  for (const name of uses.keys()) {
    if ((FIXED_NAMES as readonly string[]).includes(name))
      findings.error(
        'mock.reserved-name',
        placeOfKey(bound, name),
        `\`$${name}\` has a meaning of its own in every mock.`,
        'Give the value another name.',
      );
    else if (needs(name, name) && !told.some((other) => needs(name, other) && needs(other, name))) {
      told.push(name);
      findings.error(
        'mock.let-circle',
        placeOfKey(bound, name),
        `The value \`${name}\` needs itself.`,
        'Write one of the values without the other.',
      );
    }
  }
}
