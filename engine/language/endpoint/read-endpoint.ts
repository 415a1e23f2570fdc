import { envelopeScope, extend, recordScope, requestScope } from '../check/scope.ts';
import type { Scope, Windowless } from '../check/scope.ts';
import type { Endpoint, RecordSelector } from '../model.ts';
import type { Place } from '../basics/place.ts';
import type { RawEndpoint, RawSelector } from './endpoint-shape.ts';
import type { Expr } from '../basics/value.ts';
import { declaredKeys, entriesOf, itemsOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { component, decoder } from '../connection/read-component.ts';
import { answerRules } from '../connection/read-connection.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { jobOf, withJob } from './read-job.ts';
import { request } from './read-request.ts';
import { checkSamples } from '../check/samples.ts';
import { checkSent } from '../check/sent.ts';
import { selectorOf } from './read-selector.ts';
import { expressions, optionalSource, optionalTreeMap } from '../reading/values.ts';

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
  checkSamples(raw.samples, packName, context);
  checkSent(raw, context);
  return {
    name,
    args: new Map(raw.args === undefined ? [] : entriesOf(raw.args)),
    request: request(raw.request as unknown as RawMap, raw.job === undefined ? requests : withJob(requests), context),
    decode,
    records: selector(all, name, decode.at(-1)?.kind === 'bytes', envelope, context),
    nulls: raw.nulls ?? 'drop',
    key: expressions(raw.key, record, context),
    version: optionalSource(raw.version, record, context),
    paginate: raw.paginate === undefined ? undefined : component(raw.paginate, context.vocabulary.paginators, envelope, context),
    fields: fieldsOf(raw, name, context),
    job: jobOf(raw, requests, context),
    ...answerRules(raw, envelope, context),
    headers: optionalTreeMap(raw.headers, requests, context),
    samples: raw.samples?.filter((one) => one !== undefined) ?? [],
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
  return { names: fields.names.filter((one) => one !== undefined), perCall: fields.per_call, place: placeOfKey(raw, 'fields') };
};

/** Without `decode` a body is JSON. */
export const decodersOf = (raw: RawEndpoint['decode'], place: Place, scope: Scope, context: Context): Endpoint['decode'] => {
  if (raw === undefined) return [{ kind: 'json', options: {}, sniff: false, place }];
  const uses = itemsOf(raw).map(([index]) => decoder(raw, index, scope, context));
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

const selector = (
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
