import {
  anyOf,
  choice,
  described,
  instant,
  integer,
  list,
  literal,
  map,
  object,
  text,
  type Infer,
} from '../../language/basics/shape.ts';

const exchange = object(
  {
    request: described(
      text({ pattern: '^[A-Z]+ /' }),
      'Method, path and query as they were sent, secrets by their names: `GET /v1/domains?key=<api_key>`.',
    ),
    response: described(
      object(
        { status: described(integer({ minimum: 100, maximum: 599 }), 'Status of the answer.') },
        {
          headers: described(map(anyOf(text(), list(text()))), 'Its headers; of one that came several times a list.'),
          file: described(text({ minLength: 1 }), 'Its body: a file beside this one, without the encoding that it was sent in.'),
        },
      ),
      'What was answered.',
    ),
  },
  {
    headers: described(map(text()), 'Headers of the request, to be read; only `host` is compared.'),
    json: described(literal(), 'Body of the request, where it is JSON.'),
    text: described(text(), 'Body of the request as it is.'),
  },
);

/** `cassette.yaml`: what a vendor was asked and what it answered, to be played again. */
export const cassetteShape = object(
  {
    cassette: described(choice(1), 'Version of this format.'),
    feed: described(text({ minLength: 1 }), 'What was recorded, `pack/feed`.'),
    exchanges: described(list(exchange), 'In the order of the requests; one that came several times is answered in this order.'),
  },
  {
    recorded: described(instant(), 'When.'),
    clock: described(instant(), "Where the run's clock stood."),
    since: described(instant(), 'Where the run started.'),
    options: described(map(literal()), 'Options of the run by name, without secrets.'),
    secrets: described(
      list(text({ pattern: '^[A-Za-z][A-Za-z0-9_-]*$' })),
      'Names that stand as `<name>` where a secret stood: options, and what was learned on the way.',
    ),
  },
  { description: 'A cassette: a vendor made of exchanges that were recorded.' },
);

export type RawCassette = Infer<typeof cassetteShape>;
export type RawExchange = RawCassette['exchanges'][number];
