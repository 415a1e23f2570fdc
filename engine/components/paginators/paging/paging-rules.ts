import { createHash } from 'node:crypto';
import { EngineError } from '../../../language/basics/errors.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { NextPage, PageEnd, PageVariables, PagingContext } from '../paginator.ts';
import type { CommonOptions } from './common-options.ts';

/** Longer than any token or address that a server means. */
const LONGEST_TOKEN = 16_384;
const DEFAULT_MAX_PAGES = 10_000;

export type Stop = Extract<NextPage, { kind: 'stop' }>;
export const stop = (because: string): Stop => ({ kind: 'stop', because });

/** The stop rules and guards that all paginators share; one for each window. */
export class PagingRules {
  readonly #options: CommonOptions;
  readonly #context: PagingContext;
  readonly #emptyPage: 'stop' | 'go_on';
  readonly #seenTokens = new Set<string>();
  readonly #seenPages = new Set<string>();
  readonly #size: number | undefined;
  #pages = 0;
  #records = 0;
  /** By their keys: what comes twice is one of the total. */
  #different = 0;
  /** What a page has said last, and the most that any has. */
  #total: number | undefined;
  #mostTotal: number | undefined;

  constructor(options: CommonOptions, context: PagingContext, emptyPage: 'stop' | 'go_on') {
    this.#options = options;
    this.#context = context;
    this.#emptyPage = options.empty_page ?? emptyPage;
    this.#size = options.size === undefined ? undefined : this.#count('size', context.evaluate(options.size));
    if (this.#size === 0) throw this.error('size', '`size` gave 0.', 'Give the number of records that a page is to have.');
  }

  firstPage(given: Partial<PageVariables> = {}): PageVariables {
    return { number: 1, offset: 0, size: this.#size, token: undefined, after: undefined, ...given };
  }

  /** The page after `end`: counted on, token and key as given. */
  nextPage({ page, records }: PageEnd, given: Partial<PageVariables> = {}): PageVariables {
    return { ...page, number: page.number + 1, offset: page.offset + records, token: undefined, after: undefined, ...given };
  }

  /** What the page itself says: why it is the last one, or undefined. Throws `paginate.repeated-page`. */
  ended(end: PageEnd): Stop | undefined {
    // A source that is committed in between may have as many pages each time.
    if (end.afterRest === true) this.#pages = 0;
    this.#pages++;
    this.#records += end.records;
    this.#different += end.different ?? end.records;
    this.#lookAtTotal(end);
    const because = this.#repeated(end) ?? this.#reason(end);
    // What lies behind that record is not wanted, so it is not missing from the total.
    if (because === undefined && end.last !== undefined && this.#holds('stop_at', end, end.last))
      return stop('`stop_at` is true');
    return because === undefined ? undefined : this.stop(because);
  }

  /** Ends paging for a reason of the paginator's own. */
  stop(because: string): Stop {
    const total = this.#mostTotal;
    if (total === undefined || this.#different >= total) return stop(because);
    const twice = this.#records - this.#different;
    const lacking = `${because}, after ${this.#different} of ${total} records${twice === 0 ? '' : ` (${twice} came more than once)`}`;
    if (this.#options.short_of_total !== 'fail')
      return { ...stop(lacking), short: { came: this.#different, of: total, place: this.#context.place } };
    throw this.error(
      'short-of-total',
      `Paging ended with ${lacking}.`,
      'Run it again, or set `short_of_total: note` if the total is only a guess.',
    );
  }

  /** Before another page is asked for. Throws `paginate.too-many-pages`. */
  another(): void {
    const most = this.#options.max_pages ?? DEFAULT_MAX_PAGES;
    if (this.#pages < most) return;
    throw this.error(
      'too-many-pages',
      `The source goes on after ${most} pages.`,
      'Raise `max_pages` if it has so many, else look for the rule by which its pages end.',
    );
  }

  /** Why a token, key or address that was used before ends paging. Throws `paginate.repeated-token` where it may not. */
  again(token: string, what: string): Stop | undefined {
    const mark = digest(token);
    if (!this.#seenTokens.has(mark)) {
      this.#seenTokens.add(mark);
      return undefined;
    }
    if (this.#options.repeated_page === 'stop') return this.stop(`a ${what} that had come before`);
    throw this.error(
      'repeated-token',
      `The source gave the same ${what} twice: its pages would never end.`,
      'Look whether the request sends it, and by which rule the pages end (`stop_when`, `empty_page`, `repeated_page: stop`).',
    );
  }

  /** A token, key or address that was used without having been given by an answer: a next one must not lead back to it. */
  seen(token: string): void {
    this.#seenTokens.add(digest(token));
  }

  /** An address, which is text; undefined where the answer has none. Throws `paginate.token`. */
  address(value: unknown, what: string): string | undefined {
    if (typeof value !== 'number' && typeof value !== 'bigint') return this.text(value, what);
    throw this.error('token', `The ${what} is a number.`, 'Select the address itself, or page by `cursor` or `page_number`.');
  }

  /** Text of a token or address; undefined where the answer has none. Throws `paginate.token`. */
  text(value: unknown, what: string): string | undefined {
    if (value === undefined || value === null || value === false) return undefined;
    const text = typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
    if (typeof text !== 'string')
      throw this.error(
        'token',
        `The ${what} is ${Array.isArray(text) ? 'a list' : typeof text === 'object' ? 'an object' : 'no text'}.`,
        'Select a text or a number.',
      );
    if (text.length > LONGEST_TOKEN)
      throw this.error('token', `The ${what} is longer than ${LONGEST_TOKEN} characters.`, 'Select the token itself.');
    return text.trim() === '' ? undefined : text;
  }

  /** A whole number that an option gives over the answer. Throws `paginate.total`. */
  number(name: 'total' | 'total_pages', option: unknown, end: PageEnd): number | undefined {
    return option === undefined ? undefined : this.#count(name, end.evaluate(option));
  }

  error(code: string, message: string, hint: string): EngineError {
    return new EngineError(`paginate.${code}`, message, { place: this.#context.place, hint });
  }

  #repeated({ records, first, last }: PageEnd): string | undefined {
    if (records === 0) return undefined;
    const mark = digest(JSON.stringify([records, first, last]));
    if (!this.#seenPages.has(mark)) {
      this.#seenPages.add(mark);
      return undefined;
    }
    if (this.#options.repeated_page === 'stop') return 'a page that had come before';
    throw this.error(
      'repeated-page',
      `Page ${this.#pages} is like an earlier one: ${records} records, the same first and last.`,
      'Look whether the request sends what `$page` holds; where the server repeats its last page, set `repeated_page: stop`.',
    );
  }

  #reason(end: PageEnd): string | undefined {
    if (this.#holds('stop_when', end)) return '`stop_when` is true';
    if (end.records === 0 && this.#emptyPage === 'stop') return 'an empty page';
    if (this.#total !== undefined && this.#different >= this.#total) {
      // That there were more of them before has been said.
      this.#mostTotal = this.#total;
      return `all of ${this.#total} records`;
    }
    const size = this.#size;
    if (this.#options.short_page === 'stop' && size !== undefined && end.records < size)
      return `a short page (${end.records} of ${size} records)`;
    return undefined;
  }

  #holds(name: 'stop_when' | 'stop_at', end: PageEnd, over?: JsonRecord): boolean {
    const option = this.#options[name];
    if (option === undefined) return false;
    const given = over === undefined ? end.evaluate(option) : end.evaluate(option, over);
    if (given === undefined || given === null) return false;
    if (typeof given === 'boolean') return given;
    throw this.error(
      'not-boolean',
      `\`${name}\` gave neither true nor false.`,
      'Compare it with something, or wrap it in $exists(…) or $boolean(…).',
    );
  }

  /** Of a page without records the total may be that of nothing. */
  #lookAtTotal(end: PageEnd): void {
    const total = this.number('total', this.#options.total, end);
    const before = this.#total;
    if (total === undefined || (end.records === 0 && before !== undefined)) return;
    this.#total = total;
    this.#mostTotal = Math.max(total, this.#mostTotal ?? 0);
    if (before === undefined || before === total) return;
    if (this.#options.short_of_total !== 'fail')
      return end.note?.(`the total ${total < before ? 'fell' : 'grew'} while its pages were read: records may be missing`);
    throw this.error(
      'total-changed',
      `The total went from ${before} to ${total} while its pages were read: the list was another one for each page.`,
      'Run it again, or set `short_of_total: note` if such a list is good enough.',
    );
  }

  #count(name: string, given: unknown): number | undefined {
    if (given === undefined || given === null || given === '') return undefined;
    const count = typeof given === 'string' && /^\d{1,15}$/.test(given.trim()) ? Number(given) : given;
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
    throw this.error('total', `\`${name}\` gave no whole number.`, 'Select the count itself.');
  }
}

/** 128 bits: enough to tell pages apart, and small where there are many. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
