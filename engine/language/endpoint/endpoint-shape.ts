import {
  anyOf,
  choice,
  described,
  expr,
  integer,
  list,
  map,
  object,
  reference,
  text,
  treeMap,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, Shape } from '../basics/shape.ts';
import { outcomes, successTest } from '../connection/connection-shape.ts';
import { job } from './job-shape.ts';
import { identifier, names, parts, use } from '../basics/common-shapes.ts';
import type { RawRequest } from './request-shape.ts';
import type { RawComponent } from '../connection/connection-shape.ts';
import type { Expr } from '../basics/value.ts';

const path = () => anyOf(text({ minLength: 1 }), list(text({ minLength: 1 })));

const selector = (): Shape<string | Expr | RawSelector> => ({
  schema: { anyOf: [text({ minLength: 1 }).schema, expr().schema, selectorMap().schema] },
});

const columns = () =>
  anyOf(
    text({ minLength: 1 }),
    list(text(), { minItems: 1 }),
    object({ header: described(choice(true), 'The first row is the names.') }, {}),
  );

const selectorMap = () =>
  object(
    {
      at: described(
        anyOf(path(), expr()),
        'The path to the records (`$` is the whole body); a plain dotted path streams. A name that holds a dot: write the path as a list of names.',
      ),
    },
    {
      item: described(text({ minLength: 1 }), 'The path from an element to its record, e.g. `node`.'),
      entries_as: described(
        text({ minLength: 1 }),
        'The value at the path is a map whose keys become this member of each record. A key whose value is a list gives it to each element.',
      ),
      as: described(
        text({ minLength: 1 }),
        'Elements that are plain values (`["192.0.2.1", …]`) become records with this one member.',
      ),
      columns: withExamples(
        described(
          columns(),
          'The elements are rows of values (`[["192.0.2.1", 5], …]`): their names as a list (an empty one leaves its column out), the path to such a list in the answer, or `header: true` where the first row is it.',
        ),
        ['ip', 'score'],
        'fields',
        { header: true },
      ),
      or: described(choice('empty'), '`empty`: the path may be missing.'),
    },
  );

export type RawSelector = Infer<ReturnType<typeof selectorMap>>;
export type RawDecode = string | Readonly<Record<string, unknown>>;

export const endpoint = () =>
  object(
    { request: described(reference<RawRequest>('request'), 'The request.') },
    {
      use: use(),
      args: described(
        map(choice('string', 'number', 'boolean', 'list', 'any'), { ...names(identifier) }),
        'What a caller gives `with`; `$args.<name>` in the request.',
      ),
      decode: withExamples(
        described(
          list(reference<RawDecode>('decode'), { minItems: 1 }),
          'From bytes to records, step by step; `name?` only where the bytes say so.',
          ['json'],
        ),
        ['gzip?', { csv: { header: true } }],
      ),
      records: withExamples(
        described(
          selector(),
          'Where the records stand in the answer: a list of them. One object is a list of one, an empty object an empty list; one whose names are all numbers is a list that became a map, which fails without `entries_as`. A plain dotted path streams, an expression holds the page in memory.',
        ),
        '$',
        'data.items',
        { at: 'data.edges', item: 'node' },
        { at: '$', entries_as: 'id' },
        { at: 'ips', as: 'ip' },
        { at: 'rows', columns: 'fields' },
      ),
      record: described(selector(), 'The same for an answer that is exactly one record, be it empty.'),
      nulls: described(choice('drop', 'keep'), 'Whether members that are null read as missing (`drop`) or stay null.', 'drop'),
      key: described(
        parts(),
        'What makes two records the same one, over a record as the filters leave it. A record without it is like no other, and noted.',
      ),
      version: described(
        expr(),
        'What tells two states of the same record apart, and which is later; without it two are the same where their content is.',
      ),
      fields: withExamples(
        described(
          object(
            {
              names: described(list(text({ minLength: 1 }), { minItems: 1 }), 'All fields that are wanted.'),
              per_call: described(integer({ minimum: 1 }), 'So many in one call, at most.'),
            },
            {},
          ),
          'A list of fields that is too long for one request: one call for each part of it, `$fields`; records of one `key` are merged.',
        ),
        { names: ['id', 'name', 'score'], per_call: 2 },
      ),
      job: described(
        job(),
        'The answer has to be ordered first: create, poll, then `request` is the download, page by page where there is `paginate`.',
      ),
      paginate: described(reference<RawComponent>('paginate'), 'How the next page is asked for.'),
      success_when: successTest(),
      outcomes: outcomes(),
      headers: described(treeMap(), "Headers of this endpoint's request."),
      samples: described(list(text({ minLength: 1 })), 'Files with answers of the vendor, under `fixtures/<pack>/`.'),
    },
    { description: "One call of the vendor's API and what comes back." },
  );

export type RawEndpoint = Infer<ReturnType<typeof endpoint>>;
