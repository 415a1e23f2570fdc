/** What a client asks for, and what is wrong with it. */
import type { Outbox } from '../../store/contract/outbox.ts';
import { BEGINNING, positionAt, type Position } from './collection.ts';
import { readMoment } from './microseconds.ts';

export const MAX_LIMIT = 1000;

/** An answer that tells of a mistake. */
export class TaxiiError extends Error {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** `match[…]`; undefined: all. */
export interface Match {
  readonly id: readonly string[] | undefined;
  readonly type: readonly string[] | undefined;
  readonly version: readonly string[] | undefined;
  readonly spec_version: readonly string[] | undefined;
}

export interface Paging {
  readonly limit: number;
  readonly position: Position;
  readonly match: Match;
}

/** Of the standard's: a field that may come once at most. */
const single = (query: URLSearchParams, name: string): string | undefined => {
  const all = query.getAll(name);
  if (all.length > 1) throw new TaxiiError(400, `The parameter ${name} may be given once.`);
  return all[0];
};

const listOf = (query: URLSearchParams, name: string): readonly string[] | undefined => {
  const text = single(query, name);
  if (text === undefined) return undefined;
  const items = text.split(',').map((item) => item.trim());
  if (items.includes('')) throw new TaxiiError(400, `The parameter ${name} has an empty item.`);
  return items;
};

export const readMatch = (query: URLSearchParams): Match => {
  const version = listOf(query, 'match[version]');
  if (version !== undefined && version.includes('all') && version.length > 1)
    throw new TaxiiError(400, 'match[version] takes all by itself only.');
  for (const one of version ?? [])
    if (!['all', 'first', 'last'].includes(one) && readMoment(one) === undefined)
      throw new TaxiiError(400, 'match[version] takes all, first, last or timestamps.');
  return {
    id: listOf(query, 'match[id]'),
    type: listOf(query, 'match[type]'),
    version,
    spec_version: listOf(query, 'match[spec_version]'),
  };
};

/** What the next page needs to know: it stands for the whole of the first request but for its limit. */
interface Token {
  readonly c: number;
  readonly s: number;
  /** Of the change: another store gives its numbers to other ones. */
  readonly t: number;
  readonly m: Match;
}

/** `time`: of the change, in microseconds since epoch. */
export const writeNext = ({ change, sub }: Position, time: number, match: Match): string =>
  Buffer.from(JSON.stringify({ c: change, s: sub, t: time, m: match } satisfies Token)).toString('base64url');

const readNext = (text: string): Token => {
  try {
    const { c, s, t, m } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Token;
    if ([c, s, t].every(Number.isSafeInteger) && c >= 0 && typeof m === 'object' && m !== null) return { c, s, t, m: checked(m) };
  } catch {
    // Told below.
  }
  throw new TaxiiError(400, 'The parameter next is none that this server has given.');
};

/** In a store that took the place of the one that the token is of, it is the moment that counts. */
const positionOf = async ({ c, s, t }: Token, outbox: Outbox): Promise<Position> =>
  c === 0 || (await outbox.timeOfChange(c)) === t ? { change: c, sub: s } : positionAt(outbox, t - 1);

const checked = (match: Match): Match => {
  const texts = (list: unknown): readonly string[] | undefined =>
    Array.isArray(list) ? list.filter((one) => typeof one === 'string') : undefined;
  return {
    id: texts(match.id),
    type: texts(match.type),
    version: texts(match.version),
    spec_version: texts(match.spec_version),
  };
};

export const readPaging = async (query: URLSearchParams, outbox: Outbox): Promise<Paging> => {
  const limit = readLimit(single(query, 'limit'));
  const next = single(query, 'next');
  const after = single(query, 'added_after');
  const moment = after === undefined ? undefined : readMoment(after);
  if (after !== undefined && moment === undefined)
    throw new TaxiiError(400, 'added_after takes a timestamp such as 2026-01-31T12:00:00.000000Z.');
  const match = readMatch(query);
  // Some clients send no `next` as an empty one.
  if (next !== undefined && next !== '') {
    const token = readNext(next);
    return { limit, position: await positionOf(token, outbox), match: token.m };
  }
  return { limit, position: moment === undefined ? BEGINNING : await positionAt(outbox, moment), match };
};

const readLimit = (text: string | undefined): number => {
  if (text === undefined) return MAX_LIMIT;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1) throw new TaxiiError(400, 'limit takes a whole number from 1 on.');
  return Math.min(limit, MAX_LIMIT);
};

const FAMILY = 'application/taxii+json';

/** Throws 406 where a client takes neither TAXII 2.1 nor anything that it could be. */
export const mustAccept = (header: string | undefined): void => {
  if (header === undefined || header.trim() === '') return;
  const fits = header.split(',').some((one) => {
    const [type = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase());
    const version = parameters
      .find((part) => part.startsWith('version='))
      ?.slice('version='.length)
      .replaceAll('"', '');
    if (type === '*/*' || type === 'application/*') return true;
    return type === FAMILY && (version === undefined || version === '2.1');
  });
  if (!fits) throw new TaxiiError(406, `This server speaks ${FAMILY};version=2.1.`);
};
