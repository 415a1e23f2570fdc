import { EngineError, type EngineErrorDetails } from '../../language/basics/errors.ts';

/** `http.status`: the vendor answered with a status that is no success. */
export class HttpStatusError extends EngineError {
  declare readonly status: number;
  /** The definition says that this answer means "again": nothing was done. */
  readonly nothingDone: boolean;

  constructor(status: number, message: string, details: EngineErrorDetails = {}, nothingDone = false) {
    super('http.status', message, { ...details, status });
    this.nothingDone = nothingDone;
  }
}
