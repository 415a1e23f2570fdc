import type { Batch, Prefilter, Recall } from '../../components/decoders/decoder.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import type { HttpRequest, HttpResponse } from '../../http/http.ts';
import type { Endpoint } from '../../language/model.ts';
import type { Wanted } from '../wanted/wanted.ts';
import type { Verdict } from './verdict.ts';

/** What came of one page. */
export interface Answer {
  readonly verdict: Exclude<Verdict, { kind: 'retry' }>;
  readonly status: number;
  readonly url: URL;
  readonly envelope: unknown;
  header(name: string): string | undefined;
  /** Every line of a header that may come several times. */
  headerLines(name: string): readonly string[];
}

export interface Receiver {
  /** Before each attempt's records; `attempt` counts from 0. A broken body is read again from its first byte. */
  begin(attempt: number, response: HttpResponse): void;
  /** Looks on while the body is read. */
  body?(bytes: AsyncIterable<Uint8Array>, header: HttpResponse['header']): AsyncIterable<Uint8Array>;
  batch(batch: Batch): Promise<void>;
  /** It sets records aside that are too large; elsewhere one is a failure. */
  readonly setsAside?: boolean | undefined;
  /** Waits where too many bytes are under way, as DecodeContext has it. */
  readonly pace?: ((bytes: number) => Promise<void> | undefined) | undefined;
  /** The document around the records, where it is known before them. */
  envelope?(body: unknown, response: HttpResponse): void;
  /** What of the records the reader cannot do without. */
  readonly wanted?: Wanted | undefined;
  /** Told the names of a table's columns, before its first row. */
  columns?(names: readonly string[]): void;
  /** What was read over in a body that has come whole. */
  note?(because: string, times: number): void;
  readonly prefilter?: Prefilter | undefined;
  readonly recall?: Recall | undefined;
}

export interface EndpointCall {
  readonly request: HttpRequest;
  readonly scope: Scope;
  readonly receiver: Receiver;
}

export interface BoundEndpoint {
  readonly endpoint: Endpoint;
  /** One request and what its answer means; records go to the receiver in order. */
  call(call: EndpointCall): Promise<Answer>;
  /** Only of an endpoint whose answer is ordered first: `work` may call it several times, within one job. */
  within?<T>(scope: Scope, work: (scope: Scope) => Promise<T>): Promise<T>;
  /** One request whose body is the result (`decode: [bytes]`). */
  bytes<T>(call: Omit<EndpointCall, 'receiver'>, consume: (response: HttpResponse) => Promise<T>): Promise<T | undefined>;
}
