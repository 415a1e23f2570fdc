import { isUtf8 } from 'node:buffer';
import { maskRequest, maskPlain, type NamedSecret, placeholder, SIGNED } from '../../mock/cassette/mask-request.ts';
import { plainBody } from '../../mock/vendor/mock-request.ts';
import type { TapedExchange } from './tape.ts';

/** An exchange as it is written down: its request with secrets by their names. */
export interface PlainExchange {
  /** `GET /path?query`. */
  readonly request: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined where there is none. */
  readonly json: unknown;
  readonly text: string | undefined;
  readonly status: number;
  readonly answerHeaders: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
  /** Something of the request stands for what can only be told apart by a cassette. */
  readonly isSigned: boolean;
}

/** Worth reading whatever stands in them. */
const TOLD = new Set(['content-type', 'range', 'if-none-match', 'if-modified-since']);
/** Of a connection, or of the encoding that was undone. */
const PASSING = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'proxy-authenticate',
  'strict-transport-security',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'alt-svc',
]);

export const plainExchange = ({ request, plain, answer }: TapedExchange, secrets: readonly NamedSecret[]): PlainExchange => {
  const target = `${request.url.pathname}${request.url.search}`;
  const masked = withoutSignatures(maskRequest(target, secrets), plain.url.searchParams);
  const body = bodyText(request);
  const json = body === undefined || isForm(request.headers) ? undefined : parsed(body);
  const answerHeaders = Object.entries(answer.headers).filter(([name]) => !PASSING.has(name));
  return {
    request: `${request.method} ${masked}`,
    host: request.url.host,
    headers: headersOf(request.headers, plain.headers, secrets),
    json: json === undefined ? undefined : mapTexts(json, (text) => maskRequest(text, secrets)),
    text: json === undefined && body !== undefined ? maskRequest(body, secrets) : undefined,
    status: answer.status,
    answerHeaders: Object.fromEntries(answerHeaders),
    body: Buffer.from(answer.body),
    isSigned: masked !== maskPlain(target, secrets) || masked.includes(placeholder(SIGNED)),
  };
};

const isMarked = (text: string): boolean => /<[\w-]+>/.test(text);

/** What credentials added to the query and that is no secret itself was made of one: a signature, a time, a number used once. */
const withoutSignatures = (target: string, before: URLSearchParams): string => {
  const mark = target.indexOf('?');
  if (mark < 0) return target;
  const query = target
    .slice(mark + 1)
    .split('&')
    .map((pair) => {
      const name = pair.split('=')[0] ?? '';
      const isAdded = [...new URLSearchParams(name).keys()].some((one) => !before.has(one));
      return isAdded && pair.includes('=') && !isMarked(pair) ? `${name}=${placeholder(SIGNED)}` : pair;
    });
  return `${target.slice(0, mark)}?${query.join('&')}`;
};

const isForm = (headers: Readonly<Record<string, string>>): boolean =>
  (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');

const bodyText = ({ headers, body }: TapedExchange['request']): string | undefined =>
  body === undefined ? undefined : plainBody({ headers, body: Buffer.from(body) }).toString('utf8');

const headersOf = (
  headers: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
  secrets: readonly NamedSecret[],
): Readonly<Record<string, string>> => {
  const shown = Object.entries(headers).flatMap(([name, value]): (readonly [string, string])[] => {
    const masked = maskRequest(value, secrets);
    if (name === 'authorization') return [[name, credentials(masked)]];
    if (before[name] === undefined && !isMarked(masked)) return [[name, placeholder(SIGNED)]];
    const isTold = TOLD.has(name) || (name === 'accept' && value !== '*/*') || masked !== value;
    return isTold ? [[name, masked]] : [];
  });
  return Object.fromEntries(shown);
};

/** Its scheme, and what stands for the rest. */
const credentials = (masked: string): string => {
  if (/^(?:[\w-]+ )?<[\w-]+>$/.test(masked)) return masked;
  const scheme = /^([\w-]+) /.exec(masked)?.[1];
  return `${scheme === undefined ? '' : `${scheme} `}${placeholder(SIGNED)}`;
};

export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const mapTexts = (value: unknown, map: (text: string) => string): unknown => {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapTexts(one, map)]));
};

/** The exchange with every text of it changed; what is packed or of no charset that is known stays as it is. */
export const changedExchange = (one: PlainExchange, change: (text: string) => string): PlainExchange => {
  const json = one.json === undefined ? undefined : parsed(change(JSON.stringify(one.json)));
  const changedAll = (value: string | readonly string[]): string | readonly string[] =>
    typeof value === 'string' ? change(value) : value.map(change);
  const [method = '', ...target] = one.request.split(' ');
  return {
    ...one,
    request: `${method} ${change(target.join(' '))}`,
    headers: mapValues(one.headers, change),
    json: json ?? one.json,
    text: one.text === undefined ? undefined : change(one.text),
    answerHeaders: mapValues(one.answerHeaders, changedAll),
    body: changedBytes(one.body, change),
  };
};

const mapValues = <A, B>(map: Readonly<Record<string, A>>, change: (value: A) => B): Readonly<Record<string, B>> =>
  Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));

/** The charset that bytes can be changed in and written back; undefined for what is packed, or is no text. */
export const charsetOf = (bytes: Buffer): 'utf8' | 'latin1' | undefined => {
  if ((bytes[0] === 0x1f && bytes[1] === 0x8b) || bytes.includes(0)) return undefined;
  return isUtf8(bytes) ? 'utf8' : 'latin1';
};

export const changedBytes = (bytes: Buffer, change: (text: string) => string): Buffer => {
  const charset = charsetOf(bytes);
  if (charset === undefined) return bytes;
  const text = bytes.toString(charset);
  const made = change(text);
  return made === text ? bytes : Buffer.from(made, charset);
};
