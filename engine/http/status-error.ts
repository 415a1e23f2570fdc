import { EngineError } from '../language/errors.ts';
import type { EngineErrorDetails } from '../language/errors.ts';

/** `http.status`: the vendor answered with a status that is no success. */
export class HttpStatusError extends EngineError {
  readonly status: number;

  constructor(status: number, message: string, details: EngineErrorDetails = {}) {
    super('http.status', message, details);
    this.status = status;
  }
}
