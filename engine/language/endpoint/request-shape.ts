import { anyOf, boolean, choice, described, object, text, treeMap, value, tree, withExamples } from '../basics/shape.ts';
import type { Infer } from '../basics/shape.ts';

const fromFile = () =>
  object({ file: described(text({ minLength: 1 }), 'A file beside the definition whose text is taken as it stands.') }, {});

const longText = () => anyOf(value(), fromFile());

export const requestShape = () =>
  object(
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

export type RawRequest = Infer<ReturnType<typeof requestShape>>;
