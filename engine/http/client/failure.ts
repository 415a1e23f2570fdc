import { EngineError } from '../../language/basics/errors.ts';
import type { HttpRequest } from '../http.ts';
import { HttpStatusError } from './status-error.ts';

/** A failure on the way to the vendor and back. */
export class TransportError extends EngineError {
  readonly failure: Failure;
  /** As it was sent: after redirects. */
  readonly request: HttpRequest;

  constructor(failure: Failure, request: HttpRequest, message: string, details: ConstructorParameters<typeof EngineError>[2]) {
    super(failure.code, message, { ...details, hint: failure.hint });
    this.failure = failure;
    this.request = request;
  }
}

export interface Failure {
  readonly code: string;
  /** Goes on after the request: `: the connection was refused.` */
  readonly says: string;
  readonly hint?: string;
  /** The request was not sent: it may be repeated whatever it does. */
  readonly beforeSent: boolean;
  /** Worth another try. */
  readonly retryable: boolean;
}

export interface FailureDetails {
  readonly hint?: string | undefined;
  readonly status?: number;
  readonly cause?: unknown;
  /** The definition says that this answer means "again". */
  readonly nothingDone?: boolean;
}

/** What every message of a client begins with, and that no secret leaves in one. */
export interface Wording {
  /** `label: METHOD scheme://host/path`; the query is left out, it may hold secrets. */
  describe(request: HttpRequest): string;
  error(code: string, request: HttpRequest, says: string, details?: FailureDetails): EngineError;
  transport(failure: Failure, request: HttpRequest, cause?: unknown): TransportError;
  status(status: number, request: HttpRequest, says: string, details?: FailureDetails): HttpStatusError;
  readonly redact: (text: string) => string;
}

const LONGEST_PATH = 200;

export function createWording(redact: (text: string) => string): Wording {
  const describe = (request: HttpRequest): string => {
    // Masked before it is cut, or a half of a secret would stand at the end.
    const path = redact(request.url.pathname);
    return redact(
      `${request.label}: ${request.method} ${request.url.origin}${path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path}`,
    );
  };
  const message = (request: HttpRequest, says: string): string => `${describe(request)}: ${redact(says)}`;
  const details = (request: HttpRequest, { hint, status, cause }: FailureDetails = {}) => ({
    place: request.place,
    hint: hint === undefined ? undefined : redact(hint),
    status,
    cause,
  });
  return {
    redact,
    describe,
    error: (code, request, says, more) => new EngineError(code, message(request, says), details(request, more)),
    transport: (failure, request, cause) =>
      new TransportError(failure, request, message(request, failure.says), details(request, { cause })),
    status: (status, request, says, more) =>
      new HttpStatusError(status, message(request, says), details(request, more), more?.nothingDone),
  };
}
