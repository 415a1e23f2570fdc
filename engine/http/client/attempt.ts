import { shortened } from '../../language/shortened.ts';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { CallBudget } from './call-budget.ts';
import { acceptEncoding, decodeContent } from '../answer/content-encoding.ts';
import { failedToConnect, type Dispatchers } from '../connection/dispatchers.ts';
import type { Wording } from './failure.ts';
import type { HttpPolicy, HttpRequest, HttpResponse } from '../http.ts';
import { checkAddress, followRedirect, isRedirect, MOST_REDIRECTS } from './redirect.ts';
import { rawBody } from '../answer/response-body.ts';
import { MAX_TAPPED, type HttpTap, type TappedAnswer } from './tap.ts';
import { transportFailure } from './transport-errors.ts';

export interface AttemptParts {
  readonly policy: HttpPolicy;
  readonly dispatchers: Dispatchers;
  readonly wording: Wording;
  readonly budget: CallBudget;
  /** The run's end, or that of the time for the whole exchange. */
  readonly signal: AbortSignal;
  readonly follow: boolean;
  readonly onSent: (request: HttpRequest) => void;
  readonly onAnswered?: ((status: number, headers: HttpResponse['headers']) => void) | undefined;
  readonly onRedirect: (from: HttpRequest, to: HttpRequest) => void;
  readonly onBytes: (count: number) => void;
  readonly tap?: ((request: HttpRequest) => ReturnType<HttpTap>) | undefined;
}

/** One sending: the answer after redirects, and whether its body broke off while it was read. */
export interface Attempt {
  /** As it was answered, after redirects. */
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  /** Reads the first stretch of the body; throws where it breaks off. */
  readAhead(): Promise<void>;
  /** Set once the body has broken off: whatever its reader made of that, this is the cause. */
  broken(): Error | undefined;
  /** Lets go of what has not been read. */
  discard(): void;
}

/** Sends a request and follows its redirects. Throws TransportError, or EngineError for what must not be done. */
export async function attempt(request: HttpRequest, parts: AttemptParts): Promise<Attempt> {
  let current = request;
  checkAddress(current.url, current, parts.policy, parts.wording);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const tell = parts.tap?.(current);
    const answer = await send(current, parts);
    parts.onAnswered?.(answer.statusCode, answer.headers as HttpResponse['headers']);
    if (!parts.follow || !isRedirect(answer.statusCode)) {
      const sent = readable(current, answer, parts);
      return tell === undefined ? sent : tapped(sent, tell, parts.wording);
    }
    letGo(answer);
    tell?.({ status: answer.statusCode, headers: answer.headers as TappedAnswer['headers'], body: new Uint8Array(0) });
    const next = followRedirect(current, answer.statusCode, first(answer.headers['location']), parts.policy, parts.wording);
    parts.onRedirect(current, next);
    current = next;
  }
  throw parts.wording.error('http.redirect', request, `redirected more than ${MOST_REDIRECTS} times.`, {
    hint: 'Correct the address in the definition.',
  });
}

/** The request's headers, and what is added to those of every request. */
export const headersOf = ({ headers }: HttpRequest): HttpRequest['headers'] => ({
  'user-agent': 'feedwright',
  'accept-encoding': acceptEncoding,
  ...headers,
});

async function send(
  request: HttpRequest,
  { policy, dispatchers, budget, signal, wording, onSent }: AttemptParts,
): Promise<Dispatcher.ResponseData> {
  const { mockOrigin } = policy;
  const { dispatcher, proxy } = dispatchers.for(mockOrigin ?? request.url);
  onSent(request);
  try {
    return await budget.spend(() =>
      dispatcher.request({
        origin: (mockOrigin ?? request.url).origin,
        path: `${request.url.pathname}${request.url.search}`,
        method: request.method as Dispatcher.HttpMethod,
        headers: {
          ...headersOf(request),
          ...(mockOrigin === undefined ? {} : { host: request.url.host }),
        },
        body: request.body ?? null,
        // Said with each request: what goes through a plain http proxy has a connection that does not know them.
        headersTimeout: policy.timeouts.headers,
        bodyTimeout: policy.timeouts.idle,
        signal,
      }),
    );
  } catch (error) {
    throw wording.transport(transportFailure(error, { connecting: failedToConnect(error), proxy }), request, error);
  }
}

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

const MOST_BYTES = 64 * 1024 * 1024;

function readable(request: HttpRequest, answer: Dispatcher.ResponseData, parts: AttemptParts): Attempt {
  const { policy, wording } = parts;
  const limits = { ...policy.sizes, ...request.limits };
  const { proxy } = parts.dispatchers.for(policy.mockOrigin ?? request.url);
  let cause: Error | undefined;
  const header = (name: string): string | undefined => {
    const key = name.toLowerCase();
    return Object.hasOwn(answer.headers, key) ? first(answer.headers[key]) : undefined;
  };
  const lines = (name: string): readonly string[] => [answer.headers[name.toLowerCase()] ?? []].flat();
  const broken = (error: unknown): Error =>
    (cause ??= wording.transport(transportFailure(error, { connecting: false, proxy }), request, error));
  const tooLarge = (what: string, limit: string) =>
    wording.error('http.too-large', request, what, {
      hint: `Raise ${limit} of the connection if the vendor really sends this much.`,
    });
  const expected = expectedLength(request, answer.statusCode, header('content-length'));
  if (expected !== undefined && expected > limits.response) {
    letGo(answer);
    throw tooLarge(`the answer has ${expected} bytes, more than the ${limits.response} allowed.`, 'limits.response');
  }
  const raw = rawBody({
    source: answer.body,
    limit: limits.response,
    expected,
    budget: parts.budget,
    onBytes: parts.onBytes,
    tooLarge: () => tooLarge(`the answer is larger than the ${limits.response} bytes allowed.`, 'limits.response'),
    broken,
  });
  const body = once(
    decodeContent(lines('content-encoding').join(','), raw.stream, {
      limit: limits.decompressed,
      unknown: (encoding) => {
        letGo(answer);
        return wording.error(
          'http.encoding',
          request,
          `the answer is encoded as "${shortened(wording.redact(encoding), 40)}", which was not asked for.`,
          { hint: 'Tell the vendor.' },
        );
      },
      tooLarge: (sent, came) => tooLarge(`${sent} bytes of the answer decompress to more than ${came}.`, 'limits.decompressed'),
      damaged: (error) => {
        const says = 'the compressed answer is damaged or ends too early.';
        return (cause ??= wording.transport({ code: 'http.encoding', says, beforeSent: false, retryable: true }, request, error));
      },
    }),
  );
  const response: HttpResponse = {
    status: answer.statusCode,
    header,
    headerLines: lines,
    headers: answer.headers as HttpResponse['headers'],
    url: request.url,
    contentType: header('content-type'),
    body,
    bytes: (most = MOST_BYTES) =>
      allOf(body, most, () => tooLarge(`the answer is larger than the ${most} bytes allowed here.`, 'the limit')),
  };
  return { request, response, readAhead: raw.readAhead, broken: () => cause, discard: () => letGo(answer) };
}

/** The same with its body read to the end, since a tap takes it whole. */
async function tapped(sent: Attempt, tell: (answer: TappedAnswer) => void, wording: Wording): Promise<Attempt> {
  const { request, response } = sent;
  const { status, headers } = response;
  const tooLarge = (limit: number): Error =>
    wording.error('http.too-large', request, `the answer is larger than the ${limit} bytes that are recorded whole.`, {
      hint: 'Ask for less: a shorter range, or another endpoint.',
    });
  try {
    const body = await allOf(response.body, MAX_TAPPED, () => tooLarge(MAX_TAPPED));
    tell({ status, headers, body });
    const again = once(Readable.from(body.length === 0 ? [] : [body]));
    const bytes = (most = MOST_BYTES): Promise<Uint8Array> => allOf(again, most, () => tooLarge(most));
    return { ...sent, response: { ...response, body: again, bytes }, readAhead: async () => undefined };
  } catch (error) {
    sent.discard();
    throw sent.broken() ?? error;
  }
}

/** Bytes that must come, where the answer says so and has a body at all. */
function expectedLength(request: HttpRequest, status: number, length: string | undefined): number | undefined {
  if (length === undefined || !/^\d{1,15}$/.test(length) || request.method === 'HEAD' || status === 204 || status === 304)
    return undefined;
  return Number(length);
}

/** A second reading would find nothing, and take that for an empty body. */
function once(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let read = false;
  return {
    [Symbol.asyncIterator]() {
      if (read) throw new Error('The body of an answer can be read once.');
      read = true;
      return body[Symbol.asyncIterator]();
    },
  };
}

const MOST_DUMPED = 64 * 1024;
const LONGEST_DUMP_MS = 1000;

/** Reads a little of what nobody wants, so that the connection can be used again; closes it where there is more. */
function letGo({ body }: Dispatcher.ResponseData): void {
  if (body.closed || body.destroyed) return;
  body.on('error', () => undefined);
  if (body.readableDidRead) body.destroy();
  else body.dump({ limit: MOST_DUMPED, signal: AbortSignal.timeout(LONGEST_DUMP_MS) }).catch(() => undefined);
}

async function allOf(body: AsyncIterable<Uint8Array>, limit: number, tooLarge: () => Error): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
