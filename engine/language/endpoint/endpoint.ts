import {
  choice,
  described,
  expr,
  integer,
  list,
  map,
  object,
  readPlain,
  reference,
  text,
  treeMap,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { identifier, names, parts, use } from '../basics/common-shapes.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, TreeMap } from '../basics/value.ts';
import { fixturesFolder, samplesOf, schemaOf, type Sample } from '../check/samples.ts';
import { envelopeScope, extend, recordScope, requestScope } from '../check/scope.ts';
import type { Scope, Windowless } from '../check/scope.ts';
import { answerRules, outcomes, successTest } from '../connection/answer-rules.ts';
import type { Outcome, SuccessTest } from '../connection/answer-rules.ts';
import { readComponent, readDecoder } from '../connection/component.ts';
import type { ComponentUse, RawComponent, RawDecode } from '../connection/component.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readExpressions, readOptionalSource, readOptionalTreeMap } from '../reading/values.ts';
import { declaredKeys, entriesOf, itemsOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { jobOf, jobShape, withJob } from './job.ts';
import type { JobSpec } from './job.ts';
import { requestOf } from './request.ts';
import type { RawRequest, RequestSpec } from './request.ts';
import { optional, samples, schema, textsIn } from './sample-shapes.ts';
import { selectorOf, selectorShape } from './selector.ts';
import type { RawSelector, RecordSelector } from './selector.ts';

const fieldsShape = object(
  {
    names: described(list(text({ minLength: 1 }), { minItems: 1 }), 'All fields that are wanted.'),
    per_call: described(integer({ minimum: 1 }), 'So many in one call, at most.'),
  },
  {},
);

export const endpointShape = object(
  { request: described(reference<RawRequest>('request'), 'The request.') },
  {
    use: use(),
    title: described(text({ minLength: 1 }), 'What people call the call; without it, its name.'),
    description: described(text(), 'What it is asked for, in a sentence or two.'),
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
        selectorShape(),
        'Where the records stand in the answer: a list of them. One object is a list of one, an empty object an empty list; one whose names are all numbers is a list that became a map, which fails without `entries_as`. A plain dotted path streams, an expression holds the page in memory.',
      ),
      '$',
      'data.items',
      { at: 'data.edges', item: 'node' },
      { at: '$', entries_as: 'id' },
      { at: 'ips', as: 'ip' },
      { at: 'rows', columns: 'fields' },
    ),
    record: described(selectorShape(), 'The same for an answer that is exactly one record, be it empty.'),
    nulls: described(
      choice('drop', 'keep'),
      'Whether members that are null read as missing (`drop`) or stay null (`keep`), for what tells them apart, such as `$exists`; a value, a key or what is looked up is missing where it comes out null all the same. For all endpoints of a pack it stands under `defaults: { endpoint: … }`; a supplemental has what its own endpoint says.',
      'drop',
    ),
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
        fieldsShape,
        'A list of fields that is too long for one request: one call for each part of it, `$fields`; records of one `key` are merged.',
      ),
      { names: ['id', 'name', 'score'], per_call: 2 },
    ),
    job: described(
      jobShape,
      'The answer has to be ordered first: create, poll, then `request` is the download, page by page where there is `paginate`.',
    ),
    paginate: described(reference<RawComponent>('paginate'), 'How the next page is asked for.'),
    success_when: successTest(),
    outcomes: outcomes(),
    headers: described(treeMap(), "Headers of this endpoint's request."),
    samples: samples(),
    schema: schema(),
    optional: optional(),
  },
  { description: "One call of the vendor's API and what comes back." },
);

export type RawEndpoint = Infer<typeof endpointShape>;

export interface Endpoint extends Omit<PlainOf<typeof endpointShape>, 'schema'> {
  readonly name: string;
  readonly args: ReadonlyMap<string, 'string' | 'number' | 'boolean' | 'list' | 'any'>;
  readonly argPlaces?: ReadonlyMap<string, Place>;
  readonly request: RequestSpec;
  readonly decode: readonly ComponentUse[];
  /** `many`: a list of records; `one`: exactly one; `bytes`: the body as it is. */
  readonly records: RecordSelector;
  readonly key: readonly Expr[];
  readonly version: Expr | undefined;
  readonly paginate: ComponentUse | undefined;
  /** Asked for in several calls, whose records are merged by the key. */
  readonly fields?: (PlainOf<typeof fieldsShape> & { readonly names: readonly string[]; readonly place: Place }) | undefined;
  readonly job?: JobSpec | undefined;
  readonly successWhen: SuccessTest | undefined;
  readonly outcomes: readonly Outcome[];
  readonly headers: TreeMap | undefined;
  readonly samples: readonly Sample[];
  readonly schema?: Sample | undefined;
  /** Members that no sample has and the vendor sends, as dotted paths. */
  readonly optional: readonly string[];
  readonly place: Place;
}

/** Options that the endpoint may use: those of everything that calls it. */
export interface EndpointOptions {
  readonly user: ReadonlySet<string>;
  readonly lacking: ReadonlyMap<string, string>;
  readonly windowless: Windowless | undefined;
}

export const endpointOf = (
  all: Readonly<Record<string, RawEndpoint>>,
  name: string,
  { user, lacking, windowless }: EndpointOptions,
  packName: string,
  context: Context,
): Endpoint => {
  const raw = all[name] as RawEndpoint & RawMap;
  const plain: Scope = { ...requestScope(user, declaredKeys(raw.args)), lacking, windowless };
  const requests = raw.fields === undefined ? plain : extend(plain, plain.label, { fields: undefined });
  const envelope = envelopeScope(requests);
  const record: Scope = { ...recordScope(user), lacking, windowless };
  const decode = decodersOf(raw.decode, placeOfKey(all, name), requests, context);
  const fixtures = fixturesFolder(context.files.root, packName);
  return {
    ...readPlain(endpointShape, raw),
    name,
    args: new Map(raw.args === undefined ? [] : entriesOf(raw.args)),
    argPlaces: new Map([...declaredKeys(raw.args)].map((arg) => [arg, placeOfKey(raw.args as RawMap, arg)])),
    request: requestOf(raw.request as unknown as RawMap, declaredKeys(raw).has('job') ? withJob(requests) : requests, context),
    decode,
    records: recordsOf(all, name, decode.at(-1)?.kind === 'bytes', envelope, context),
    key: readExpressions(raw.key, record, context),
    version: readOptionalSource(raw.version, record, context),
    paginate:
      raw.paginate === undefined ? undefined : readComponent(raw.paginate, context.vocabulary.paginators, envelope, context),
    fields: fieldsOf(raw, name, context),
    job: jobOf(raw, requests, fixtures, context),
    ...answerRules(raw, envelope, context),
    headers: readOptionalTreeMap(raw.headers, requests, context),
    samples: samplesOf(raw.samples, fixtures, context),
    schema: schemaOf(raw, fixtures, context),
    optional: textsIn(raw.optional),
    place: placeOfKey(all, name),
  };
};

const fieldsOf = (raw: RawEndpoint & RawMap, name: string, { findings }: Context): Endpoint['fields'] => {
  const { fields } = raw;
  if (fields === undefined) return undefined;
  if (raw.key === undefined)
    findings.error(
      'endpoint.fields-key',
      placeOfKey(raw, 'fields'),
      `The calls of \`${name}\` can't be merged without a key.`,
      'Add `key: !expr …`.',
    );
  return {
    ...readPlain(fieldsShape, fields),
    names: fields.names.filter((one) => one !== undefined),
    place: placeOfKey(raw, 'fields'),
  };
};

/** Without `decode` a body is JSON. */
export const decodersOf = (raw: RawEndpoint['decode'], place: Place, scope: Scope, context: Context): Endpoint['decode'] => {
  if (raw === undefined) return [{ kind: 'json', options: {}, sniff: false, place }];
  const uses = itemsOf(raw).map(([index]) => readDecoder(raw, index, scope, context));
  for (const use of uses.slice(0, -1)) {
    if (context.vocabulary.decoders[use.kind]?.stage !== 'records') continue;
    context.findings.error(
      'decode.order',
      use.place,
      `\`${use.kind}\` gives records, so nothing can be decoded after it.`,
      'Put it last.',
    );
  }
  return uses;
};

const recordsOf = (
  all: Readonly<Record<string, RawEndpoint>>,
  name: string,
  bytes: boolean,
  envelope: Scope,
  context: Context,
): RecordSelector => {
  const raw = all[name] as RawEndpoint & RawMap;
  const key = raw.record === undefined ? 'records' : 'record';
  const place = raw[key] === undefined ? placeOfKey(all, name) : placeOfValue(raw, key);
  if (raw.records !== undefined && raw.record !== undefined) {
    context.findings.error(
      'endpoint.records-twice',
      placeOfKey(raw, 'record'),
      `The endpoint \`${name}\` has both \`records\` and \`record\`.`,
      'Keep `records` for a list, `record` for exactly one.',
    );
  }
  if (raw[key] === undefined) {
    if (!bytes)
      context.findings.error(
        'endpoint.no-records',
        place,
        `The endpoint \`${name}\` does not say where its records stand.`,
        'Add `records: path` (or `$` for the whole body), `record: path` for exactly one, or `decode: [bytes]` for a file.',
      );
    return { kind: 'bytes', place };
  }
  if (bytes)
    context.findings.error(
      'endpoint.bytes-records',
      placeOfKey(raw, key),
      `A body of bytes has no \`${key}\`.`,
      'Remove it, or choose another decoder.',
    );
  return selectorOf(
    raw[key] as string | Expr | RawSelector,
    { count: key === 'record' ? 'one' : 'many', place },
    envelope,
    context,
  );
};
