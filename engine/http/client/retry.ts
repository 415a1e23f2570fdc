import { STATUS_CODES } from '../connection/node-http.ts';
import type { EngineError } from '../../language/basics/errors.ts';
import type { RetryPolicy } from '../../language/model.ts';
import { TransportError, type Wording } from './failure.ts';
import type { HttpRequest, HttpResponse, StatusVerdict } from '../http.ts';
import { HttpStatusError } from './status-error.ts';
import { vendorWords } from '../answer/vendor-words.ts';

/** Statuses that are worth another try. */
const AGAIN = new Set([429, 502, 503, 504]);
/** By these the server says that it did nothing with what only reads, so that it may be repeated whatever its method. */
const UNTOUCHED = new Set([429, 503]);
const isUntouched = ({ changes }: HttpRequest, status: number): boolean => changes !== true && UNTOUCHED.has(status);

export const defaultVerdict = (status: number): StatusVerdict => {
  if (status >= 200 && status < 300) return 'consume';
  return AGAIN.has(status) ? 'retry' : 'fail';
};

const answered = (status: number): string => `answered ${`${status} ${STATUS_CODES[status] ?? ''}`.trimEnd()}`;

interface Again {
  /** `Retry-After` in ms. */
  readonly asked: number | undefined;
  /** The definition says that this answer means "again". */
  readonly wanted: boolean;
  readonly because: string | undefined;
}

/** Thrown by the reader of an answer that means "again": by the definition, or by its status alone. */
export class AskAgain extends Error {
  readonly wanted: boolean;
  constructor(because?: string) {
    super(because);
    this.wanted = because !== undefined;
  }
}

/** An answer after which the request is to be tried again. */
export class AgainError extends HttpStatusError {
  /** `Retry-After` in ms. */
  readonly asked: number | undefined;
  /** The definition says that this answer means "again". */
  readonly wanted: boolean;
  readonly request: HttpRequest;
  readonly says: string;

  constructor(request: HttpRequest, { status, header }: HttpResponse, again: Again, wording: Wording, words?: string) {
    const unread =
      again.asked === undefined && (header('retry-after') ?? '').trim() !== '' ? ', with a Retry-After that cannot be read' : '';
    const said = words === undefined ? '' : ` (it says: ${words})`;
    const says = `${answered(status)}${said}${unread}${again.because === undefined ? '' : `: ${again.because}`}`;
    const { message } = wording.status(status, request, says);
    super(status, message, { place: request.place });
    this.request = request;
    this.says = says;
    this.asked = again.asked;
    this.wanted = again.wanted;
  }
}

/** The error for an answer that is no success, with the vendor's own words where there are some. */
export async function refused(request: HttpRequest, response: HttpResponse, wording: Wording): Promise<HttpStatusError> {
  const words = await vendorWords(response, wording.redact);
  return wording.status(
    response.status,
    request,
    `${answered(response.status)}${words === undefined ? '.' : ` (it says: ${words}).`}`,
    { hint: hintFor(response.status) },
  );
}

/** What a reader throws that has looked at an answer which is no success, and found nothing in it. */
export async function asByStatus(request: HttpRequest, response: HttpResponse, wording: Wording): Promise<Error> {
  return defaultVerdict(response.status) === 'retry' ? new AskAgain() : refused(request, response, wording);
}

export interface Try {
  readonly request: HttpRequest;
  /** From 0. */
  readonly number: number;
  readonly retry: RetryPolicy;
}

/** Milliseconds until another try, or undefined where there must be none. */
export function waitBeforeNext(
  error: unknown,
  { request, number, retry, random }: Try & { readonly random: () => number },
): number | undefined {
  const longest = Math.min(retry.maxDelay, retry.firstDelay * 2 ** number);
  // Full jitter: those who failed together don't come back together.
  const backOff = random() * longest;
  if (error instanceof TransportError)
    return error.failure.retryable && (request.idempotent || error.failure.beforeSent) ? backOff : undefined;
  if (!(error instanceof AgainError)) return undefined;
  if (!request.idempotent && !isUntouched(request, error.status) && !error.wanted) return undefined;
  if (error.asked === undefined) return backOff;
  // A server that says "at once" again and again is not asked in a rush.
  return error.asked > retry.maxRetryAfter ? undefined : Math.max(error.asked, longest);
}

/** Why there is another try, as a part of a sentence. */
export function reasonOf(error: unknown): string {
  const says = error instanceof TransportError ? error.failure.says : error instanceof AgainError ? error.says : '';
  return says.replace(/\.$/, '');
}

/** What the exchange ends with, once there is no further try. */
export function finalError(error: unknown, { request, number, retry, wording }: Try & { readonly wording: Wording }): unknown {
  const tries = number === 0 ? '' : ` (tried ${number + 1} times)`;
  if (error instanceof TransportError) {
    const { failure } = error;
    const says = `${failure.says.replace(/\.$/, '')}${tries}.`;
    if (request.idempotent || failure.beforeSent) return wording.transport({ ...failure, says }, error.request, error.cause);
    return uncertain(says, error, wording);
  }
  if (!(error instanceof AgainError)) return error;
  const { asked, status, wanted } = error;
  const tooLong = asked !== undefined && asked > retry.maxRetryAfter;
  const asks = tooLong
    ? `, and asks to wait ${seconds(asked)}, longer than the ${seconds(retry.maxRetryAfter)} that this connection waits`
    : tries;
  const says = `${error.says.replace(/\.$/, '')}${asks}.`;
  return request.idempotent || wanted || isUntouched(request, status)
    ? wording.status(status, error.request, says, { hint: hintFor(status) ?? (wanted ? LATER : undefined), nothingDone: wanted })
    : uncertain(says, error, wording);
}

const uncertain = (says: string, cause: TransportError | AgainError, wording: Wording): EngineError =>
  wording.error('http.uncertain', cause.request, `${says} It may have happened: the vendor may have got the request.`, {
    hint: "Look at the vendor's side before you send it again.",
    cause,
  });

const YEAR = 365 * 86_400_000;

const seconds = (ms: number): string => (ms > YEAR ? 'more than a year' : `${Math.ceil(ms / 1000)} s`);

const LATER =
  "Try again later; where the vendor usually takes longer, raise the connection's `retry`, or order the answer as a `job`.";

function hintFor(status: number): string | undefined {
  if (status === 401 || status === 403) return 'Check the credentials and what they are allowed to read.';
  if (status === 404 || status === 410) return 'Check the address in the definition and the options that it is made of.';
  if (status === 407) return "Put the proxy's user name and password into its address.";
  if (status === 429)
    return 'The quota is used up: run less often, set rate_limit on the connection, or ask the vendor for more.';
  if (status >= 500) return 'The vendor has a problem: try again later.';
  return status >= 400 ? 'Look at the request in the definition: the vendor does not accept it.' : undefined;
}
