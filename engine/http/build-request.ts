import { EngineError } from '../language/errors.ts';
import type { RequestSpec, SizeLimits } from '../language/model.ts';
import type { Evaluator, Scope } from '../expression/evaluator.ts';
import type { TreeMap } from '../language/value.ts';
import { percentEncode } from './percent-encode.ts';
import type { HttpRequest } from './http.ts';

export interface BuildContext {
  readonly base: URL;
  readonly evaluator: Evaluator;
  readonly scope: Scope;
  readonly label: string;
  readonly headers: readonly (TreeMap | undefined)[];
  readonly limits: SizeLimits | undefined;
}

export function buildRequest(spec: RequestSpec, context: BuildContext): HttpRequest {
  const { base, evaluator, scope } = context;
  const raw =
    spec.path.kind === 'tmpl'
      ? evaluator.template(spec.path, percentEncode).evaluate(undefined, scope)
      : evaluator.value(spec.path).evaluate(undefined, scope);
  if (typeof raw !== 'string') throw new EngineError('request.missing', 'The path has no value.', { place: spec.path.place });
  const url = new URL(base.href.replace(/\/$/, '') + raw);
  const query = spec.query === undefined ? {} : (evaluator.tree(spec.query)(undefined, scope) as Record<string, unknown>);
  const parts: string[] = [];
  for (const [name, value] of Object.entries(query))
    for (const one of Array.isArray(value) ? value : [value]) parts.push(`${percentEncode(name)}=${percentEncode(String(one))}`);
  if (parts.length > 0) url.search = (url.search === '' ? '' : `${url.search.slice(1)}&`) + parts.join('&');
  const headers: Record<string, string> = { accept: '*/*' };
  for (const tree of [...context.headers, spec.headers]) {
    if (tree === undefined) continue;
    for (const [name, value] of Object.entries(evaluator.tree(tree)(undefined, scope) as Record<string, unknown>))
      headers[name.toLowerCase()] = String(value);
  }
  let body: string | undefined;
  if (spec.body?.kind === 'json') {
    body = JSON.stringify(evaluator.tree(spec.body.value)(undefined, scope));
    headers['content-type'] = 'application/json';
  }
  return {
    method: spec.method,
    url,
    headers,
    body,
    idempotent: spec.idempotent,
    place: spec.place,
    label: context.label,
    ...(context.limits === undefined ? {} : { limits: context.limits }),
  };
}
