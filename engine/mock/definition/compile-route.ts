import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { parseBytes } from '../../language/basics/byte-size.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { bytesAnswer, jsonAnswer, type Answer, type AnswerBody } from '../vendor/answer.ts';
import { compileTree, type Compute } from './compile-tree.ts';
import type { RequestView } from '../vendor/mock-request.ts';
import type { RawRequirement, RawRoute } from './mock-shape.ts';
import { routePattern, type RoutePattern } from './route-pattern.ts';

export interface Route {
  readonly pattern: RoutePattern;
  readonly session: 'required' | 'none' | 'issue' | undefined;
  isMeant(request: RequestView, scope: Scope): boolean;
  /** The answer, and what is to be remembered. */
  answer(request: RequestView, scope: Scope): { readonly answer: Answer; readonly set: Readonly<Record<string, unknown>> };
}

export interface RouteOptions {
  readonly evaluator: Evaluator;
  /** Where a file that a route names lies; undefined where the mock has none such. */
  readonly locate: (name: string) => string | undefined;
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

export function compileRoute(raw: RawRoute, options: RouteOptions): Route {
  const { evaluator } = options;
  const when = raw.when === undefined ? () => true : evaluator.condition(raw.when);
  const checks = (raw.require ?? []).map((check) => compileCheck(check, evaluator));
  const lets = Object.entries(raw.let ?? {}).map(([name, value]) => [name, compileTree(value, evaluator)] as const);
  const sets = Object.entries(raw.set ?? {}).map(([name, value]) => [name, compileTree(value, evaluator)] as const);
  const respond = compileAnswer(raw, options);
  return {
    pattern: routePattern(raw.route),
    session: raw.session,
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
  const keep = (value: unknown): unknown => {
    Object.defineProperty(scope, name, { value, enumerable: true });
    return value;
  };
  Object.defineProperty(scope, name, { get: () => keep(compute()), enumerable: true, configurable: true });
}

const TYPES: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.txt': 'text/plain',
  '.gz': 'application/gzip',
};

function compileAnswer(raw: RawRoute, options: RouteOptions): (request: RequestView, scope: Scope) => Answer {
  const body = compileBody(raw, options);
  const headers = Object.entries(raw.headers ?? {}).map(
    ([name, value]) => [name.toLowerCase(), compileTree(value, options.evaluator)] as const,
  );
  return (request, scope) => {
    const { contentType, ...made } = body(request, scope);
    const given = headers
      .map(([name, compute]) => [name, compute(request, scope)] as const)
      .filter(([, value]) => value !== undefined);
    const type = raw.content_type ?? (raw.gzip === true ? 'application/gzip' : contentType);
    return {
      status: raw.status ?? 200,
      headers: { 'content-type': type, ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) },
      body: made.body,
    };
  };
}

function compileBody(
  raw: RawRoute,
  { evaluator, locate }: RouteOptions,
): (request: RequestView, scope: Scope) => { readonly contentType: string; readonly body: AnswerBody } {
  const gzip = raw.gzip === true;
  const inMemory = (text: string): AnswerBody => ({ kind: 'bytes', bytes: gzip ? gzipSync(text) : Buffer.from(text) });
  if (raw.file !== undefined) {
    const name: Compute = compileTree(raw.file, evaluator);
    return (request, scope) => {
      const file = name(request, scope);
      const path = typeof file === 'string' ? locate(file) : undefined;
      if (path === undefined) throw new EngineError('mock.no-file', 'The route names a file that the mock does not have.');
      return {
        contentType: TYPES[extname(path)] ?? 'application/octet-stream',
        body: { kind: 'file', path, gzip: gzip && !path.endsWith('.gz') },
      };
    };
  }
  if (raw.zeros !== undefined) {
    const size = parseBytes(raw.zeros) ?? 0;
    return () => ({ contentType: 'application/octet-stream', body: { kind: 'zeros', size } });
  }
  if (raw.text !== undefined) {
    const text: Compute = compileTree(raw.text, evaluator);
    return (request, scope) => ({ contentType: 'text/plain; charset=utf-8', body: inMemory(String(text(request, scope) ?? '')) });
  }
  const json: Compute = compileTree(raw.json ?? null, evaluator);
  return (request, scope) => ({ contentType: 'application/json', body: inMemory(JSON.stringify(json(request, scope) ?? null)) });
}
