import {
  anyOf,
  boolean,
  choice,
  described,
  object,
  reference,
  text,
  treeMap,
  tree,
  value,
  withExamples,
} from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';
import type { Place } from '../basics/place.ts';
import type { Tree, TreeMap, Value } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalTreeMap, readTree, readTreeMap, readValue } from '../reading/values.ts';
import { declaredKeys, entriesOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';

const fromFile = () =>
  object({ file: described(text({ minLength: 1 }), 'A file beside the definition whose text is taken as it stands.') }, {});

const longText = () => anyOf(value(), fromFile());

export const requestShape = object(
  {
    path: described(
      value(),
      "The path after the base address, or a whole address on one of the connection's hosts. `{{ }}` is one percent-encoded segment.",
    ),
  },
  {
    method: described(
      choice('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'),
      'The HTTP method; a request with a body must name it.',
      'GET',
    ),
    query: withExamples(
      described(
        treeMap(),
        'Query parameters in this order. `name?:` is left out where its value is missing; a list repeats the parameter.',
      ),
      { limit: 100, 'after?': '!expr $state.after' },
    ),
    headers: described(treeMap(), "Headers of this request; they win over the connection's of the same name."),
    json: described(
      tree(),
      'A JSON body: any tree of values; members keep their order, `name?:` is left out where its value is missing.',
    ),
    form: described(treeMap(), 'An `application/x-www-form-urlencoded` body.'),
    multipart: described(treeMap(), 'A `multipart/form-data` body.'),
    text: described(longText(), 'A body of text.'),
    graphql: described(
      object({ query: described(longText(), 'The query.') }, { variables: described(treeMap(), 'Its variables.') }),
      'A GraphQL query with its variables, sent as JSON.',
    ),
    content_type: described(text(), 'The content type of a `text` body.', 'text/plain; charset=utf-8'),
    compress: described(choice('gzip'), 'The body is sent compressed, with `Content-Encoding`.'),
    idempotent: described(
      boolean(),
      "The request only reads, or may safely be repeated after an uncertain failure. GET and HEAD are by default. Without it an endpoint's POST is repeated after 429, 503 and what failed before it was sent, an action only after the last, or where an outcome of its own says `retry`.",
    ),
  },
  { description: 'One HTTP request.' },
);

/** A request among the options of a component, which gets it as a `RequestSpec`. */
export const requestOption = () => reference<RequestSpec>('request');

export type RawRequest = Infer<typeof requestShape>;

export interface RequestSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  readonly path: Value;
  readonly query: TreeMap | undefined;
  readonly headers: TreeMap | undefined;
  readonly body: RequestBody | undefined;
  /** The body is sent with this Content-Encoding. */
  readonly compress?: 'gzip';
  /** May be repeated after an uncertain failure. GET and HEAD are by default. */
  readonly idempotent: boolean;
  readonly place: Place;
}

export type RequestBody =
  | { readonly kind: 'json'; readonly value: Tree }
  | { readonly kind: 'form'; readonly value: TreeMap }
  | { readonly kind: 'text'; readonly value: Value; readonly contentType: string }
  | { readonly kind: 'graphql'; readonly query: Value; readonly variables: TreeMap | undefined }
  | { readonly kind: 'multipart'; readonly value: TreeMap };

const bodies = ['json', 'form', 'multipart', 'text', 'graphql'] as const;
type BodyKind = (typeof bodies)[number];

/** A request as the model has it. */
export const requestOf = (map: RawMap, scope: Scope, context: Context): RequestSpec => {
  const raw = map as RawRequest & RawMap;
  const present = entriesOf(map).flatMap(([key]) => bodies.filter((kind) => kind === key));
  const kind = present[0];
  if (present.length > 1) {
    context.findings.error(
      'request.several-bodies',
      placeOfKey(raw, present[1] ?? ''),
      `A request has one body, but both \`${present[0]}\` and \`${present[1]}\` are given.`,
      'Keep one of them.',
    );
  }
  if (kind !== undefined && !declaredKeys(raw as unknown as RawMap).has('method')) {
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
    path: readValue(raw, 'path', scope, context),
    query: readOptionalTreeMap(raw.query, scope, context),
    headers: readOptionalTreeMap(raw.headers, scope, context),
    body: kind === undefined ? undefined : body(raw, kind, scope, context),
    ...(raw.compress === undefined ? {} : { compress: raw.compress }),
    idempotent: raw.idempotent ?? (method === 'GET' || method === 'HEAD'),
    place: placeOf(raw),
  };
};

const body = (raw: RawRequest & RawMap, kind: BodyKind, scope: Scope, context: Context): RequestBody => {
  switch (kind) {
    case 'json':
      return { kind, value: readTree(raw, kind, scope, context, 'json') };
    case 'form':
    case 'multipart':
      return { kind, value: readTreeMap(raw[kind] as unknown as RawMap, scope, context, 'text') };
    case 'text':
      return {
        kind,
        value: readLongText(raw, kind, scope, context),
        contentType: raw.content_type ?? 'text/plain; charset=utf-8',
      };
    case 'graphql': {
      const graphql = raw.graphql as unknown as RawMap;
      return {
        kind,
        query: readLongText(graphql, 'query', scope, context),
        variables: readOptionalTreeMap(graphql['variables'], scope, context, 'json'),
      };
    }
    default:
      return kind satisfies never;
  }
};

/** A value, or `{ file }` whose text is taken as it stands. */
const readLongText = (raw: RawMap, key: string, scope: Scope, context: Context): Value => {
  const data = raw[key];
  if (typeof data !== 'object' || data === null || isTagged(data)) return readValue(raw, key, scope, context);
  const place = placeOfValue(data as RawMap, 'file');
  return { kind: 'literal', value: context.files.include((data as { readonly file: string }).file, place)?.text ?? '', place };
};
