import { context, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What has come of something. */
export interface Outcome {
  readonly failure?: string | undefined;
  readonly attributes: Attributes;
}

/** Notes down a part of it that is over: how long it took, ms, until now. */
export type Part = (name: string, took: number, outcome: Outcome) => void;

const settle = (span: Span, { failure, attributes }: Outcome, now: number): void => {
  span.setAttributes({ ...attributes });
  if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  span.end(now);
};

/** What somebody does, as a span of OpenTelemetry where the host has set that up; without it nothing happens. `now`: ms since epoch. */
export const spanned = async <T>(
  name: string,
  attributes: Attributes,
  now: () => number,
  work: (part: Part) => Promise<T>,
  outcome: (value: T) => Outcome,
): Promise<T> => {
  const tracer = trace.getTracer('feedwright');
  const span = tracer.startSpan(name, { attributes: { ...attributes }, startTime: now() });
  const within = trace.setSpan(context.active(), span);
  const part: Part = (of, took, came) => {
    const end = now();
    settle(tracer.startSpan(of, { kind: SpanKind.CLIENT, startTime: end - took }, within), came, end);
  };
  try {
    const value = await work(part);
    settle(span, outcome(value), now());
    return value;
  } catch (error) {
    settle(span, { failure: error instanceof Error ? error.message : String(error), attributes: {} }, now());
    throw error;
  }
};
