import { SpanStatusCode, trace } from '@opentelemetry/api';

type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What somebody does, as a span of OpenTelemetry where the host has set that up; without it nothing happens. */
export const spanned = async <T>(
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
  outcome: (value: T) => { readonly failure?: string | undefined; readonly attributes: Attributes },
): Promise<T> => {
  const span = trace.getTracer('feedwright').startSpan(name, { attributes: { ...attributes } });
  try {
    const value = await work();
    const { failure, attributes: more } = outcome(value);
    span.setAttributes({ ...more });
    if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failure });
    return value;
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    span.end();
  }
};
