import type { Dispatcher } from 'undici';
import { EngineError } from '../language/errors.ts';
import { acceptEncoding, decodeContent } from './content-encoding.ts';
import type { Dispatchers } from './dispatchers.ts';
import type { HttpPolicy, HttpRequest, HttpResponse } from './http.ts';
import { checkAddress, followRedirect, isRedirect, MOST_REDIRECTS } from './redirect.ts';
import { limitedBody, tooLarge } from './response-body.ts';
import { transportError } from './transport-errors.ts';
import type { TransportError } from './transport-errors.ts';

export interface AttemptParts {
  readonly policy: HttpPolicy;
  readonly dispatchers: Dispatchers;
  readonly signal: AbortSignal;
  /** `label: METHOD address`, without secrets. */
  readonly describe: (request: HttpRequest) => string;
  readonly onSent: (request: HttpRequest) => void;
  readonly onBytes: (count: number) => void;
  readonly onLong: () => void;
}

/** One sending: the answer after redirects, and whether its body broke off while it was read. */
export interface Attempt {
  readonly response: HttpResponse;
  /** Set once the body has broken off: whatever the reader made of it, this is the cause. */
  broken(): TransportError | undefined;
  /** Lets go of what has not been read. */
  discard(): void;
}

/** Sends a request, follows its redirects. Throws TransportError, or EngineError for what must not be done. */
export async function attempt(request: HttpRequest, parts: AttemptParts): Promise<Attempt> {
  let current = request;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    checkAddress(current.url, parts.policy, current);
    const answer = await sendOnce(current, parts);
    if (!isRedirect(answer.statusCode)) return readable(current, answer, parts);
    answer.body.on('error', () => undefined).destroy();
    const location = answer.headers['location'];
    current = followRedirect(current, answer.statusCode, Array.isArray(location) ? location[0] : location, parts.policy);
  }
  throw new EngineError('http.redirect', `${request.label}: more than ${MOST_REDIRECTS} redirects.`, { place: request.place });
}

async function sendOnce(request: HttpRequest, parts: AttemptParts): Promise<Dispatcher.ResponseData> {
  const { mockOrigin } = parts.policy;
  const target = mockOrigin === undefined ? request.url : new URL(`${request.url.pathname}${request.url.search}`, mockOrigin);
  parts.onSent(request);
  try {
    return await parts.dispatchers.for(target).request({
      origin: target.origin,
      path: `${target.pathname}${target.search}`,
      method: request.method as Dispatcher.HttpMethod,
      headers: { 'accept-encoding': acceptEncoding, ...request.headers, ...(mockOrigin === undefined ? {} : { host: request.url.host }) },
      body: request.body ?? null,
      signal: parts.signal,
    });
  } catch (error) {
    if (parts.signal.aborted) throw parts.signal.reason;
    throw transportError(error, parts.describe(request), request);
  }
}

function readable(request: HttpRequest, answer: Dispatcher.ResponseData, parts: AttemptParts): Attempt {
  const { policy } = parts;
  const what = parts.describe(request);
  let cause: TransportError | undefined;
  const header = (name: string): string | undefined => {
    const value = answer.headers[name.toLowerCase()];
    return Array.isArray(value) ? value[0] : value;
  };
  const length = header('content-length');
  const expected = length !== undefined && /^\d{1,15}$/.test(length) && request.method !== 'HEAD' ? Number(length) : undefined;
  const limit = request.limits?.response ?? policy.sizes.response;
  const discard = (): void => void answer.body.on('error', () => undefined).destroy();
  if (expected !== undefined && expected > limit) {
    discard();
    throw tooLarge(what, limit);
  }
  const raw = limitedBody({
    source: answer.body,
    limit,
    expected,
    what,
    onBytes: parts.onBytes,
    onLong: parts.onLong,
    broken: (error) => {
      if (parts.signal.aborted) return parts.signal.reason as unknown;
      cause = transportError(error, `${what}: in the middle of the answer`, request);
      return cause;
    },
  });
  const body = decodeContent(header('content-encoding'), raw, request.limits?.decompressed ?? policy.sizes.decompressed, what);
  const response: HttpResponse = {
    status: answer.statusCode,
    header,
    headers: answer.headers as HttpResponse['headers'],
    url: request.url,
    contentType: header('content-type'),
    body,
    bytes: (most = 64 * 1024 * 1024) => allOf(body, most, what),
  };
  return { response, broken: () => cause, discard };
}

async function allOf(body: AsyncIterable<Uint8Array>, limit: number, what: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) throw tooLarge(what, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
