/** Vendors made of fixtures, for tests of definitions and of programs around them: `import … from 'feedwright/mock'`. */
import { join, resolve } from 'node:path';
import { parseFault } from '../mock/faults/parse-fault.ts';
import { startMock as start } from '../mock/start-mock.ts';

export interface MockOptions {
  /** 0, the default: any that is free. */
  readonly port?: number;
  /** What goes wrong, as `feedwright mock --fault` writes it: `GET /cases: 503 x2`. */
  readonly faults?: readonly string[];
  /** One of the mock's variants. Default: the first. */
  readonly variant?: string;
  /** Milliseconds before every answer. Default: 0. */
  readonly latency?: number;
  /** Where the vendor's clock stands, milliseconds since 1970. Default: where `mock.yaml` puts it. */
  readonly clock?: number;
  /** Aborted: the mock is closed. */
  readonly signal?: AbortSignal;
}

/** A request as it came, secrets as they were sent. */
export interface MockRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined until it was answered, and where the connection was cut instead. */
  readonly status: number | undefined;
}

/** A mistake of the mock's own that a request has met: no route, a missing file, an expression that failed. */
export interface MockProblem {
  readonly code: string;
  readonly message: string;
  /** In `mock.yaml`; line and column from 1. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
  readonly request: MockRequest;
}

export interface Mock {
  /** Where it listens, on 127.0.0.1. */
  readonly origin: URL;
  /** Every request so far, in the order of their arrival. */
  readonly requests: readonly MockRequest[];
  /** What went wrong with the mock itself so far; empty where it answered as it should. */
  readonly problems: readonly MockProblem[];
  /** From now on this goes wrong as well; written as in `faults`. */
  addFault(fault: string): void;
  /** Closes its connections and frees the port. */
  close(): Promise<void>;
}

/**
 * Starts the vendor of a fixtures folder, one with a `mock.yaml`, on 127.0.0.1.
 *
 * @throws UsageError for a wrong `mock.yaml`, variant or fault, EngineError `mock.port` for a port in use.
 * @example
 * ```ts
 * import { startMock } from 'feedwright/mock';
 *
 * const mock = await startMock('fixtures/garden', { faults: ['GET /plants: 503'] });
 * const { status } = await fetch(new URL('/plants', mock.origin), { headers: { 'x-api-key': 'garden-mock-key' } });
 * console.log(status, mock.requests.map(({ method, url }) => `${method} ${url}`)); // 503 ["GET /plants"]
 * await mock.close();
 * ```
 */
export const startMock = async (fixtures: string, { faults = [], ...options }: MockOptions = {}): Promise<Mock> => {
  const mock = await start({ file: resolve(join(fixtures, 'mock.yaml')), faults: faults.map(parseFault), ...options });
  return {
    origin: mock.origin,
    requests: mock.requests as readonly MockRequest[],
    problems: mock.problems as readonly MockProblem[],
    addFault: (fault) => void mock.addFault(parseFault(fault)),
    close: () => mock.close(),
  };
};
