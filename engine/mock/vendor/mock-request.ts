import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A request as it came, secrets included: for tests, and for expressions as `$request` and their context. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query byte for byte as they were sent. */
  readonly url: string;
  /** Names in lower case; of a repeated header all values, with commas between. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The whole answer's status; undefined where none was given. */
  status: number | undefined;
}

/** What an expression sees of a request. */
export interface RequestView {
  readonly method: string;
  /** Path without the query, as sent. */
  readonly path: string;
  /** Decoded; of a name that is repeated, a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body where it is JSON; else undefined. */
  readonly json: unknown;
  /** The body where it is a form; else undefined. */
  readonly form: Readonly<Record<string, string | readonly string[]>> | undefined;
}

const LARGEST_BODY = 16 * 2 ** 20;

/** Undefined where the body is larger than 16 MiB. */
export async function readRequest(incoming: IncomingMessage): Promise<RecordedRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  const headers = Object.entries(incoming.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
  );
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
    status: undefined,
  };
}

export function viewOf(request: RecordedRequest): RequestView {
  const mark = request.url.indexOf('?');
  const text = plainBody(request).toString('utf8');
  const type = request.headers['content-type'] ?? '';
  return {
    method: request.method,
    path: mark < 0 ? request.url : request.url.slice(0, mark),
    query: pairs(mark < 0 ? '' : request.url.slice(mark + 1)),
    headers: request.headers,
    text,
    json: parsed(text),
    form: type.startsWith('application/x-www-form-urlencoded') ? pairs(text) : undefined,
  };
}

/** The body without the encoding that it was sent in; what can't be decoded stays as it is. */
export function plainBody({ headers, body }: Pick<RecordedRequest, 'headers' | 'body'>): Buffer {
  if (headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: LARGEST_BODY });
  } catch {
    return body;
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Parameters of a query or a form, decoded; of a name that is repeated, a list. */
export function pairs(text: string): Readonly<Record<string, string | readonly string[]>> {
  const parameters = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
