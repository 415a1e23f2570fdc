import { basename, resolve } from 'node:path';
import { basicPair } from '../../components/auth/basic.ts';
import { createVocabulary } from '../../components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import { looksLikeKey, secretsOf, type Origin } from '../../scaffold/write/request-lines.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { loadPack } from '../../language/load.ts';
import { isDangling, readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { httpPolicy } from '../../run/context/connection-settings.ts';
import { reachThrough } from '../config/reach.ts';
import { connectionClient } from '../runs/connection-client.ts';
import type { HttpResponse } from '../../http/http.ts';
import type { World } from '../world.ts';
import { asksForCredentials } from './asks-for-credentials.ts';
import type { SampleAccess } from './sample-access.ts';

/** A response as it came, and where from. */
export interface RawSample {
  readonly bytes: Uint8Array;
  /** The name of its file, or the last part of its address. */
  readonly name: string;
  /** Undefined for a file. */
  readonly origin: Origin | undefined;
  /** What must be written nowhere. */
  readonly secrets: readonly string[];
}

const MAX_BYTES = 32 * 1024 * 1024;

/** From a file, or from an address as a run would get it: the same hosts, times, sizes and repetitions. */
export const fetchSample = async (world: World, source: string, given: SampleAccess): Promise<RawSample> => {
  if (/^https?:\/\//i.test(source)) return fromAddress(world, source, given);
  const file = resolve(world.cwd, source);
  try {
    return { bytes: readPlain(file, MAX_BYTES), name: basename(file), origin: undefined, secrets: given.secrets };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'TOO_LARGE') throw tooLarge();
    const says =
      code === 'ENOENT' && !isDangling(file) ? `There is no file ${source}.` : `${source} ${whyUnreadable(error, file)}.`;
    throw new UsageError('usage.no-file', says, {
      hint: 'Give a file with a response, or an address that begins with https://.',
    });
  }
};

const tooLarge = (): EngineError =>
  new EngineError('draft.too-large', 'The sample is larger than 32 MiB.', { hint: 'Give the first records of it, in a file.' });

/** A connection with nothing but its base address: every bound is the usual one. */
const connectionTo = (baseUrl: string): string =>
  `language: 1\nname: sample\ntitle: Sample\nversion: 1.0.0\nconnection:\n  http: { base_url: ${JSON.stringify(baseUrl)} }\n`;

const notAnAddress = (): UsageError =>
  new UsageError('usage.address', 'This is no address that a sample can be got from.', {
    hint: 'Write it as https://host/path.',
  });

/** User name and password of an address as HTTP Basic sends them; undefined where it has none. */
const basicHeader = ({ username, password }: URL): string | undefined => {
  if (username === '' && password === '') return undefined;
  try {
    return `Basic ${basicPair(decodeURIComponent(username), decodeURIComponent(password))}`;
  } catch {
    throw notAnAddress();
  }
};

/** Shorter ones can't be told from other text. */
const SHORTEST_SECRET = 6;

const maskedBy =
  (secrets: readonly string[]) =>
  (text: string): string =>
    secrets
      .filter((one) => one.length >= SHORTEST_SECRET)
      .reduce((all, one) => all.replaceAll(one, 'masked').replaceAll(encodeURIComponent(one), 'masked'), text);

/** A response that repeats its request's secrets, as in the address of its next page, is kept without them. */
const withoutSecrets = (bytes: Uint8Array, secrets: readonly string[]): Uint8Array => {
  const text = Buffer.from(bytes).toString('latin1');
  const masked = maskedBy(secrets.map((one) => Buffer.from(one).toString('latin1')))(text);
  return masked === text ? bytes : Buffer.from(masked, 'latin1');
};

interface Got {
  readonly bytes: Uint8Array;
  readonly linksNext: boolean;
}

const linksNext = (response: HttpResponse): boolean =>
  response.headerLines('link').some((line) => /;\s*rel="?next\b/i.test(line.slice(0, 8192)));

const fromAddress = async (world: World, source: string, given: SampleAccess): Promise<RawSample> => {
  const url = URL.parse(source);
  if (url === null) throw notAnAddress();
  const authorization = basicHeader(url);
  const secrets = [
    ...given.secrets,
    ...secretsOf(url),
    ...(authorization === undefined ? [] : [decodeURIComponent(url.password), authorization]),
  ];
  url.username = '';
  url.password = '';
  url.hash = '';
  const { pack } = loadPack('sample/sample.yaml', createVocabulary(), { read: () => connectionTo(url.origin) });
  if (pack === undefined) throw notAnAddress();
  const evaluator = createDefinitionEvaluator(world.now);
  const policy = httpPolicy({ pack, options: {}, ...reachThrough(world.env, {}), mockOrigin: undefined }, evaluator);
  const client = connectionClient(world, policy, world.note);
  const headers = authorization === undefined ? given.headers : { ...given.headers, authorization };
  const request = { method: 'GET', url, headers, body: undefined, idempotent: true, place: undefined, label: 'sample' };
  const access = authorization === undefined ? given.access : ({ kind: 'basic' } as const);
  const refuses = ({ status, header }: HttpResponse): boolean =>
    status === 401 || (status === 403 && header('www-authenticate') !== undefined);
  const consume = async (response: HttpResponse): Promise<Got> => {
    if (refuses(response))
      throw await asksForCredentials(response, url.host, access === undefined ? undefined : maskedBy(secrets));
    return { bytes: await response.bytes(MAX_BYTES), linksNext: linksNext(response) };
  };
  try {
    const got = await client.exchange({ request, consume, onStatus: (one) => (refuses(one) ? 'consume' : undefined) });
    const last = basename(url.pathname);
    return {
      bytes: withoutSecrets(got.bytes, secrets),
      name: looksLikeKey(last) ? '' : last,
      origin: { baseUrl: url.origin, path: url.pathname + url.search, access, headers: given.plain, linksNext: got.linksNext },
      secrets,
    };
  } catch (error) {
    // The client's own hint is about a connection, and there is none yet that could name a host.
    if (!(error instanceof EngineError) || error.code !== 'http.host-not-allowed') throw error;
    throw new EngineError(error.code, error.message, {
      hint: 'Give the https:// address that the sample has in the end, or save the response in a file and give that.',
      cause: error,
    });
  } finally {
    await client.close();
  }
};
