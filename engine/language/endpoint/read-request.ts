import type { Scope } from '../check/scope.ts';
import type { RequestBody, RequestSpec } from '../model.ts';
import type { RawRequest } from './request-shape.ts';
import type { Value } from '../basics/value.ts';
import { placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { optionalTreeMap, tree, treeMap, value } from '../reading/values.ts';

const bodies = ['json', 'form', 'multipart', 'text', 'graphql'] as const;
type BodyKind = (typeof bodies)[number];

export const request = (map: RawMap, scope: Scope, context: Context): RequestSpec => {
  const raw = map as RawRequest & RawMap;
  const present = bodies.filter((kind) => raw[kind] !== undefined);
  const kind = present[0];
  if (present.length > 1) {
    context.findings.error(
      'request.several-bodies',
      placeOfKey(raw, present[1] ?? ''),
      `A request has one body, but both \`${present[0]}\` and \`${present[1]}\` are given.`,
      'Keep one of them.',
    );
  }
  if (kind !== undefined && raw.method === undefined) {
    context.findings.error(
      'request.no-method',
      placeOfKey(raw, kind),
      'A request with a body must name its `method`.',
      'Add `method: POST`.',
    );
  }
  if (raw.content_type !== undefined && kind !== 'text') {
    context.findings.error(
      'request.content-type',
      placeOfKey(raw, 'content_type'),
      '`content_type` belongs to a body written as `text`.',
      'Remove it, or set the header under `headers:`.',
    );
  }
  if (raw.compress !== undefined && kind === undefined) {
    context.findings.error(
      'request.compress',
      placeOfKey(raw, 'compress'),
      'There is no body to compress.',
      'Remove it, or give the request a body.',
    );
  }
  const method = raw.method ?? 'GET';
  return {
    method,
    path: value(raw, 'path', scope, context),
    query: optionalTreeMap(raw.query, scope, context),
    headers: optionalTreeMap(raw.headers, scope, context),
    body: kind === undefined ? undefined : body(raw, kind, scope, context),
    ...(raw.compress === undefined ? {} : { compress: raw.compress }),
    idempotent: raw.idempotent ?? (method === 'GET' || method === 'HEAD'),
    place: placeOf(raw),
  };
};

const body = (raw: RawRequest & RawMap, kind: BodyKind, scope: Scope, context: Context): RequestBody => {
  switch (kind) {
    case 'json':
      return { kind, value: tree(raw, kind, scope, context, 'json') };
    case 'form':
    case 'multipart':
      return { kind, value: treeMap(raw[kind] as unknown as RawMap, scope, context, 'text') };
    case 'text':
      return { kind, value: longText(raw, kind, scope, context), contentType: raw.content_type ?? 'text/plain; charset=utf-8' };
    case 'graphql': {
      const graphql = raw.graphql as unknown as RawMap;
      return {
        kind,
        query: longText(graphql, 'query', scope, context),
        variables: optionalTreeMap(graphql['variables'], scope, context, 'json'),
      };
    }
    default:
      return kind satisfies never;
  }
};

/** A value, or `{ file }` whose text is taken as it stands. */
const longText = (raw: RawMap, key: string, scope: Scope, context: Context): Value => {
  const data = raw[key];
  if (typeof data !== 'object' || data === null || isTagged(data)) return value(raw, key, scope, context);
  const place = placeOfValue(data as RawMap, 'file');
  return { kind: 'literal', value: context.files.include((data as { readonly file: string }).file, place)?.text ?? '', place };
};
