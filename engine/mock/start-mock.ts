import { createServer } from '../http/connection/node-http.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError, UsageError } from '../language/basics/errors.ts';
import { suggest } from '../language/basics/nearest.ts';
import { jsonAnswer, type Answer } from './vendor/answer.ts';
import type { Fault } from './faults/fault.ts';
import { FaultPlan, type PlannedFault } from './faults/fault-plan.ts';
import type { MockDefinition } from './definition/mock-definition.ts';
import { readRequest, viewOf, type RecordedRequest, type RequestView } from './vendor/mock-request.ts';
import { readMock } from './definition/read-mock.ts';
import { playCassette, type CassettePlayer } from './cassette/play-cassette.ts';
import { faultyAnswer } from './vendor/faulty-answer.ts';
import { ownError, problemOf, type MetProblem } from './vendor/problem.ts';
import { sendAnswer } from './vendor/send-answer.ts';
import { createVendor, type Attended, type Vendor } from './vendor/vendor.ts';

export interface MockOptions {
  /** A `mock.yaml`, or what `readMock` made of it. */
  readonly file: string | MockDefinition;
  readonly faults?: readonly Fault[];
  /** 0, the default: any that is free. */
  readonly port?: number;
  readonly signal?: AbortSignal;
  /** One of the definition's variants; default the first. */
  readonly variant?: string;
  /** Milliseconds before every answer. */
  readonly latency?: number;
  /** For how many requests a session is good, instead of what the definition says. */
  readonly sessionRequests?: number;
  /** Options of the user that the vendor knows, over the definition's own. */
  readonly user?: Readonly<Record<string, unknown>>;
  /** Other files in the place of fixtures, by the fixture's name: a large dump, say. */
  readonly files?: Readonly<Record<string, string>>;
  /** Needed where the definition has no clock; ms since 1970, or what tells it whenever it is asked. */
  readonly clock?: number | (() => number);
  readonly onRequest?: (request: RecordedRequest) => void;
  /** Told of a request before it is attended to, which waits for what is given back. */
  readonly onArrival?: (request: RecordedRequest) => void | Promise<void>;
  /** Sees what the vendor is about to say, and may say something else. */
  readonly rewrite?: (answer: Answer, request: RequestView) => Answer;
}

export interface MockVendor {
  readonly origin: URL;
  readonly definition: MockDefinition;
  /** Every request so far, in the order of their arrival, secrets as sent. */
  readonly requests: readonly RecordedRequest[];
  readonly routes: readonly string[];
  /** Of a recorded vendor: which of its exchanges were asked for. */
  readonly player: CassettePlayer | undefined;
  /** Indexes of the routes that have taken a request. */
  readonly used: ReadonlySet<number>;
  /** Requests that no route took. */
  readonly unmatched: readonly RecordedRequest[];
  /** Mistakes of the mock's own that requests have met: no route, a missing file, an expression that failed. */
  readonly problems: readonly MetProblem[];
  addFault(fault: Fault): PlannedFault;
  /** Nothing goes wrong from now on. */
  clearFaults(): void;
  /** From now on the data come in another of the definition's forms. */
  change(variant: string): void;
  /** Every session that was begun is over. */
  expireSessions(): void;
  close(): Promise<void>;
}

/** Starts a vendor made of fixtures on 127.0.0.1. Throws UsageError for a wrong file, variant or fault, EngineError `mock.port` for a port in use. */
export async function startMock(options: MockOptions): Promise<MockVendor> {
  const definition = typeof options.file === 'string' ? readMock(options.file) : options.file;
  const user = { ...definition.user, ...options.user };
  const player = definition.cassette === undefined ? undefined : playCassette(definition.cassette, user);
  const settings = {
    clock: clockOf(options.clock ?? definition.clock ?? 0),
    user,
    variant: variantOf(definition, options.variant),
    sessionRequests: options.sessionRequests,
    files: options.files ?? {},
  };
  const vendor = player ?? createVendor(definition, settings);
  const plan = new FaultPlan();
  for (const fault of options.faults ?? []) plan.add(fault);
  const attendant = new Attendant(vendor, plan, options);
  const server = createServer((incoming, response) => void attendant.attend(incoming, response));
  // Longer than any pause in a run: a connection closed for idleness would look like a fault.
  server.keepAliveTimeout = 120_000;
  const close = (): Promise<void> =>
    new Promise((done) => {
      attendant.stop();
      server.close(() => done());
      server.closeAllConnections();
    });
  await listen(server, options.port ?? 0);
  options.signal?.addEventListener('abort', () => void close(), { once: true });
  return {
    origin: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    definition,
    requests: attendant.requests,
    routes: vendor.routes,
    player,
    used: attendant.used,
    unmatched: attendant.unmatched,
    problems: attendant.problems,
    addFault: (fault) => plan.add(fault),
    clearFaults: () => plan.clear(),
    change: (variant) => vendor.change(variantOf(definition, variant)),
    expireSessions: () => vendor.sessions.expireAll(),
    close,
  };
}

const clockOf = (clock: number | (() => number)): (() => number) => (typeof clock === 'number' ? () => clock : clock);

function variantOf({ variants }: MockDefinition, wanted: string | undefined): string | undefined {
  if (wanted === undefined || variants.includes(wanted)) return wanted ?? variants[0];
  throw new UsageError('mock.unknown-variant', `The mock has no variant "${wanted}".`, { hint: suggest(wanted, variants) });
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (cause) =>
      fail(
        new EngineError('mock.port', `The mock can't listen on 127.0.0.1:${port}.`, {
          cause,
          hint: 'Name another port, or 0 for any that is free.',
        }),
      ),
    );
    server.listen(port, '127.0.0.1', done);
  });
}

/** Attends to the requests of one server. */
class Attendant {
  readonly #vendor: Vendor;
  readonly #plan: FaultPlan;
  readonly #options: MockOptions;
  readonly #stopped = new AbortController();
  readonly requests: RecordedRequest[] = [];
  readonly used = new Set<number>();
  readonly unmatched: RecordedRequest[] = [];
  readonly problems: MetProblem[] = [];

  constructor(vendor: Vendor, plan: FaultPlan, options: MockOptions) {
    this.#vendor = vendor;
    this.#plan = plan;
    this.#options = options;
  }

  stop(): void {
    this.#stopped.abort();
  }

  async attend(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await readRequest(incoming);
      if (request === undefined)
        return await sendAnswer(response, jsonAnswer(413, { error: 'The body is too large for the mock.' }), undefined);
      this.requests.push(request);
      await this.#options.onArrival?.(request);
      await this.#answer(request, response);
      this.#options.onRequest?.(request);
    } catch (error) {
      // A header that asks for a fault which is none; all else: the other side has gone, or the mock is being closed.
      if (error instanceof UsageError && !response.headersSent)
        return sendAnswer(response, jsonAnswer(400, { error: error.message, hint: error.hint }), undefined);
      response.destroy();
    }
  }

  async #answer(request: RecordedRequest, response: ServerResponse): Promise<void> {
    const view = viewOf(request);
    const faults = this.#plan.take(view.method, view.path, request.headers['x-mock-fault']);
    const delay = faults.reduce((sum, fault) => sum + (fault.kind === 'latency' ? fault.ms : 0), this.#options.latency ?? 0);
    if (delay > 0) await sleep(delay, undefined, { signal: this.#stopped.signal, ref: false });
    if (faults.some(({ kind }) => kind === 'expire')) this.#vendor.sessions.expireAll();
    const fault = faults.find(({ kind }) => kind !== 'latency' && kind !== 'expire');
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'close') return void response.socket?.destroy();
    if (fault?.kind === 'reset-before') return void response.socket?.resetAndDestroy();
    const instead = faultyAnswer(fault, request.url);
    const { answer, route }: Attended = instead === undefined ? this.#routed(view, request) : { answer: instead };
    request.status = fault?.kind === 'bomb' ? 200 : answer.status;
    try {
      await sendAnswer(response, answer, fault);
    } catch (error) {
      if (route === undefined || response.headersSent || response.destroyed) throw error;
      const problem = problemOf(error, this.#vendor.placeOf(route));
      this.problems.push({ ...problem, request });
      const own = ownError(problem, undefined);
      request.status = own.status;
      await sendAnswer(response, own, undefined);
    }
  }

  #routed(view: RequestView, request: RecordedRequest): Attended {
    const attended = this.#vendor.attend(view);
    const { route, problem } = attended;
    if (route === undefined) this.unmatched.push(request);
    else this.used.add(route);
    if (problem !== undefined) this.problems.push({ ...problem, request });
    const { rewrite } = this.#options;
    return rewrite === undefined ? attended : { ...attended, answer: rewrite(attended.answer, view) };
  }
}
