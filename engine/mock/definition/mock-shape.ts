import {
  anyOf,
  boolean,
  bytes,
  choice,
  described,
  expr,
  instant,
  integer,
  list,
  map,
  object,
  text,
  tree,
  value,
  type Infer,
} from '../../language/basics/shape.ts';

const status = described(integer({ minimum: 200, maximum: 599 }), 'Status of the answer.', 200);
const json = described(tree(), 'Body of the answer as JSON; members whose value is missing are left out.');

const requirement = object(
  { that: described(expr(), 'Must be true, or the request is refused.') },
  {
    status: described(integer({ minimum: 200, maximum: 599 }), 'Status of the refusal.', 400),
    json: described(tree(), 'Body of the refusal.'),
    text: described(value(), 'Body of the refusal as text.'),
  },
);

const route = object(
  {
    route: described(
      text({ pattern: '^[A-Z]+ /' }),
      'Method and path, as in `GET /cases/{id}`; `{id}` is `$params.id`, one segment.',
    ),
  },
  {
    when: described(expr(), 'The route is passed over where this is not true.'),
    session: described(
      choice('required', 'none', 'issue'),
      'Whether a session is needed, or begun: then `$session` is its token.',
    ),
    let: described(map(value()), 'Values to be used as `$name`, worked out where one is first needed.'),
    require: described(list(requirement), 'Checks, in this order; the first that fails is the answer.'),
    set: described(
      map(tree()),
      'What is remembered as `$state.name`, worked out once the answer is; what is missing is forgotten.',
    ),
    status,
    headers: described(map(value()), 'Headers of the answer.'),
    json,
    text: described(value(), 'Body of the answer as text.'),
    file: described(value(), 'Body of the answer: a file beside the mock.'),
    zeros: described(bytes(), 'Body of the answer: so many bytes, all zero, their number not told beforehand.'),
    gzip: described(boolean(), 'The body is sent as a gzip file.', false),
    content_type: described(text(), 'Content type; by default what the body is.'),
  },
);

/** As a route is written; as with faults `*` stands for any method or path. */
const covering = () => list(text({ pattern: '^([A-Z]+|\\*) (/|\\*)' }), { minItems: 1 });

const session = object(
  { token: described(expr(), 'The token that a request presents.') },
  {
    only: described(covering(), 'Routes that need a session, as they are written; `*` is any method or path. By default all.'),
    except: described(covering(), 'Routes that need none, in the same form, where all others do.'),
    requests: described(integer({ minimum: 1 }), 'For how many requests a token is good; without it, for all.'),
    refusal: described(
      object({}, { status: described(integer({ minimum: 200, maximum: 599 }), 'Status of the answer.', 401), json }),
      'The answer to a request without a good token.',
    ),
  },
);

/** `mock.yaml`, which lies beside the fixtures that it serves. */
export const mockShape = object(
  {
    mock: described(choice(1), 'Version of this format.'),
    routes: described(list(route, { minItems: 1 }), 'The first that fits answers.'),
  },
  {
    title: described(text(), 'One sentence on the vendor and its fixtures.'),
    clock: described(instant(), "The vendor's own clock; a run against the mock takes it as now."),
    since: described(instant(), 'Where such a run starts.'),
    user: described(
      map(anyOf(text(), boolean(), list(text()))),
      'Options that such a run gets where the user gives none; `$user` here.',
    ),
    variants: described(list(text(), { minItems: 1 }), 'Forms of the same data; the first is the usual one. `$variant`.'),
    data: described(map(tree()), 'Values by name, as `$data.name`; a text that begins with `./` is a JSON file.'),
    state: described(map(tree()), 'What is remembered to begin with, as `$state.name`; `set` of a route changes it.'),
    session: described(
      session,
      'How sessions are told; with it every route needs one, unless `only`, `except` or the route says otherwise.',
    ),
    require: described(list(requirement), 'Checks for every route.'),
  },
  { description: 'A mock: a vendor made of fixtures. Expressions see the request as their context.' },
);

export type RawMock = Infer<typeof mockShape>;
export type RawRoute = RawMock['routes'][number];
export type RawRequirement = NonNullable<RawRoute['require']>[number];
