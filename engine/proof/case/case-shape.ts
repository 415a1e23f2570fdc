import {
  anyOf,
  boolean,
  choice,
  described,
  integer,
  list,
  literal,
  map,
  object,
  text,
  type Infer,
} from '../../language/basics/shape.ts';

const options = described(map(literal()), 'Options by name; what the mock brings along needs not be said.');
const faults = described(list(text()), 'What goes wrong, as `feedwright mock --fault` writes it: `GET /cases: 503 x2`.');
const variant = described(text(), "One of the mock's variants.");

const request = anyOf(
  text(),
  object(
    { request: described(text(), 'Method, path and query as they are sent: `GET /v1/domains?page=2`.') },
    {
      headers: described(map(text()), 'Headers that must be among those that are sent; names in lower case.'),
      json: described(literal(), 'The body, where it is JSON.'),
      text: described(text(), 'The body as it is.'),
    },
  ),
);

const objects = anyOf(
  choice('none'),
  text({ pattern: '^\\.{1,2}/' }),
  list(map(literal())),
  object(
    {},
    {
      count: described(integer({ minimum: 0 }), 'How many there are in all.'),
      with: described(list(map(literal())), 'Objects that are among them, each with at least these members.'),
      without: described(list(map(literal())), 'No object has these members.'),
    },
  ),
);

const error = anyOf(
  text(),
  object(
    { code: described(text(), 'Code of the error.') },
    {
      message: described(text(), 'A part of its message.'),
      place: described(text(), 'The end of its place, `acme.yaml:31:20`.'),
    },
  ),
);

const expectation = object(
  {},
  {
    requests: described(list(request), 'Every request, in this order.'),
    any_order: described(boolean(), 'The requests may come in any order.', false),
    objects: described(objects, 'What is in the store after the step: all objects, a file of them, `none`, or some of them.'),
    ledger: described(map(literal()), 'Counts of records by what became of them, as `run --json` has them under `records`.'),
    changes: described(
      anyOf(choice('none'), map(literal())),
      'Objects created, updated, unchanged, withdrawn; `none`: the store says the same as before.',
    ),
    notes: described(map(literal()), 'Notes of the run, by how often.'),
    checkpoint: described(text(), 'Where the next run goes on.'),
    error: described(error, 'The step fails with this error; without it, it must succeed.'),
    results: described(list(map(literal())), 'Of an action: a row for each object, each with at least these members.'),
  },
);

const step = object(
  {},
  {
    step: described(text(), 'What happens in it, in a few words.'),
    clock: described(text(), 'The time at its start: an instant, or how much later than the last step, `+PT5M`.'),
    since: described(text(), 'Where the run starts, instead of where the last one ended.'),
    until: described(text(), 'Where it ends.'),
    options,
    variant,
    faults,
    limit: described(integer({ minimum: 1 }), 'Stops after so many records.'),
    kill: described(
      integer({ minimum: 1 }),
      'The process dies at this durable step of the store, counted from 1; the next step goes on with what it left.',
    ),
    objects: described(list(map(literal())), 'Of an action: the objects that it is run on.'),
    again: described(boolean(), 'Of an action: sends although an earlier one may have happened.', false),
    expect: described(expectation, 'What must be so afterwards.'),
  },
);

/** `fixtures/<pack>/cases/*.yaml`: a feed or action, and what is to come of it, step by step. */
export const caseShape = object(
  {
    case: described(choice(1), 'Version of this format.'),
    steps: described(list(step, { minItems: 1 }), 'One run after another, over one store.'),
  },
  {
    title: described(text(), 'One sentence on what it shows.'),
    feed: described(text(), 'The feed, `pack/feed`.'),
    action: described(text(), 'The action, `pack/action`.'),
    options,
    clock: described(text(), "The time at the start; by default the mock's."),
    since: described(text(), "Where the first run starts; by default the mock's."),
    variant,
    faults,
    cassette: described(text(), 'A folder with a recorded vendor, beside the case; by default the mock answers.'),
  },
);

export type RawCase = Infer<typeof caseShape>;
export type RawStep = RawCase['steps'][number];
export type Expectation = Infer<typeof expectation>;
export type ExpectedRequest = Infer<typeof request>;
