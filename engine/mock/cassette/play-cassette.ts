import { EngineError } from '../../language/basics/errors.ts';
import { readPlain, whyUnreadable } from '../../language/plain-file.ts';
import { type Answer, jsonAnswer } from '../vendor/answer.ts';
import { pairs } from '../vendor/mock-request.ts';
import { Sessions } from '../vendor/sessions.ts';
import type { Vendor } from '../vendor/vendor.ts';
import type { Cassette, Exchange } from './cassette.ts';
import { standIn } from './cassette.ts';
import { fitsRecorded, type NamedSecret, placeholder } from './mask-request.ts';
import { type RequestKey, requestKey } from './request-key.ts';

const MAX_BODY = 2 ** 28;

/** A vendor that answers as it was recorded, and knows what was left over. */
export interface CassettePlayer extends Vendor {
  readonly cassette: Cassette;
  /** `GET /path` of each request that no exchange was left for. */
  readonly unmatched: readonly string[];
  /** Exchanges that nobody has asked for so far. */
  unused(): readonly Exchange[];
}

interface Slot {
  readonly exchange: Exchange;
  readonly key: RequestKey;
  readonly host: string | undefined;
  isUsed: boolean;
}

/** `user`: the options of whoever asks, by which secrets are told. */
export const playCassette = (cassette: Cassette, user: Readonly<Record<string, unknown>>): CassettePlayer => {
  const secrets = cassette.secrets.map((name) => ({ name, value: String(user[name] ?? standIn(name)) }));
  const slots = cassette.exchanges.map((exchange): Slot => ({
    exchange,
    key: keyOf(exchange),
    host: exchange.raw.headers?.['host'],
    isUsed: false,
  }));
  const unmatched: string[] = [];
  return {
    cassette,
    unmatched,
    unused: () => slots.filter(({ isUsed }) => !isUsed).map(({ exchange }) => exchange),
    attend: (request) => {
      const key = requestKey(request, secrets);
      const slot = slots.find(
        ({ isUsed, key: recorded, host }) =>
          !isUsed && fits(recorded, key) && (host === undefined || host === request.headers['host']),
      );
      if (slot === undefined) {
        unmatched.push(`${request.method} ${request.path}`);
        return { answer: jsonAnswer(404, { error: `The cassette has no exchange left for ${request.method} ${request.path}.` }) };
      }
      slot.isUsed = true;
      return { answer: answerOf(slot.exchange, secrets) };
    },
    change: () => undefined,
    placeOf: () => undefined,
    sessions: new Sessions(Infinity),
    routes: [...new Set(cassette.exchanges.map(({ raw }) => raw.request.split('?')[0] ?? ''))],
  };
};

const fits = (recorded: RequestKey, actual: RequestKey): boolean =>
  recorded.every((part, index) => fitsRecorded(part, actual[index] ?? ''));

const keyOf = ({ raw }: Exchange): RequestKey => {
  const [method = '', ...rest] = raw.request.split(' ');
  const target = rest.join(' ');
  const mark = target.indexOf('?');
  const text = raw.text ?? '';
  const type = raw.headers?.['content-type'] ?? '';
  return requestKey(
    {
      method,
      path: mark < 0 ? target : target.slice(0, mark),
      query: pairs(mark < 0 ? '' : target.slice(mark + 1)),
      text,
      json: raw.json,
      form: type.startsWith('application/x-www-form-urlencoded') ? pairs(text) : undefined,
    },
    [],
  );
};

const answerOf = ({ raw, path }: Exchange, secrets: readonly NamedSecret[]): Answer => {
  const filled = (text: string): string =>
    secrets.reduce((all, { name, value }) => all.replaceAll(placeholder(name), value), text);
  const headers = Object.entries(raw.response.headers ?? {}).map(
    ([name, value]) => [name, typeof value === 'string' ? filled(value) : value.map(filled)] as const,
  );
  return {
    status: raw.response.status,
    headers: Object.fromEntries(headers),
    body: { kind: 'bytes', bytes: path === undefined ? Buffer.alloc(0) : filledBytes(bodyAt(path), filled) },
  };
};

const bodyAt = (path: string): Buffer => {
  try {
    return readPlain(path, MAX_BODY);
  } catch (cause) {
    throw new EngineError('cassette.no-file', `The body ${path} ${whyUnreadable(cause, path)}.`, { cause });
  }
};

/** A placeholder is plain ASCII: whatever the charset is, its bytes are told apart one by one. */
const filledBytes = (bytes: Buffer, filled: (text: string) => string): Buffer => {
  const text = bytes.toString('latin1');
  const made = filled(text);
  return made === text ? bytes : Buffer.from(made, 'latin1');
};
