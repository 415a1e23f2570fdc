import { basename, resolve } from 'node:path';
import { basicPair } from '../../components/auth/basic.ts';
import { createVocabulary } from '../../components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import { looksLikeKey, type Origin } from '../../scaffold/write/request-lines.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { loadPack } from '../../language/load.ts';
import { isDangling, readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { httpPolicy } from '../../run/context/connection-settings.ts';
import { connectionClient, proxyOf } from '../feed/compose.ts';
import type { Io } from '../shell/io.ts';

/** A response as it came, and where from. */
export interface RawSample {
  readonly bytes: Uint8Array;
  /** The name of its file, or the last part of its address. */
  readonly name: string;
  /** Undefined for a file. */
  readonly origin: Origin | undefined;
}

const MAX_BYTES = 32 * 1024 * 1024;

/** From a file, or from an address as a run would get it: the same hosts, times, sizes and repetitions. */
export const fetchSample = async (io: Io, source: string): Promise<RawSample> => {
  if (/^https?:\/\//i.test(source)) return fromAddress(io, source);
  const file = resolve(io.cwd, source);
  try {
    return { bytes: readPlain(file, MAX_BYTES), name: basename(file), origin: undefined };
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

const fromAddress = async (io: Io, source: string): Promise<RawSample> => {
  const url = URL.parse(source);
  if (url === null) throw notAnAddress();
  const authorization = basicHeader(url);
  url.username = '';
  url.password = '';
  url.hash = '';
  const { pack } = loadPack('sample/sample.yaml', createVocabulary(), { read: () => connectionTo(url.origin) });
  if (pack === undefined) throw notAnAddress();
  const evaluator = createDefinitionEvaluator(io.now);
  const policy = httpPolicy({ pack, options: {}, proxy: proxyOf(io.env), mockOrigin: undefined }, evaluator);
  const client = connectionClient(io, policy, io.note);
  const headers = authorization === undefined ? {} : { authorization };
  const request = { method: 'GET', url, headers, body: undefined, idempotent: true, place: undefined, label: 'sample' };
  const last = basename(url.pathname);
  try {
    const bytes = await client.exchange({ request, consume: (response) => response.bytes(MAX_BYTES) });
    const origin = { baseUrl: url.origin, path: url.pathname + url.search, basic: authorization !== undefined };
    return { bytes, name: looksLikeKey(last) ? '' : last, origin };
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
