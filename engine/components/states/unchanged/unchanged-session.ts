import type { Json } from '../../../language/basics/json.ts';
import { previousOf, type StateAnswer, type StateContext, type StateEnd, type StateSession } from '../state.ts';
import { BodyHash } from './body-hash.ts';

type By = 'etag' | 'last_modified' | 'hash' | undefined;

/** Longer than a validator that a server means. */
const LONGEST = 1024;

/** Keeps `{ for, etag?, last_modified?, hash? }`; `for` is the definition and options that it holds for. */
export class UnchangedSession implements StateSession {
  readonly #by: By;
  readonly #context: StateContext;
  readonly #before: { readonly [name: string]: Json };
  readonly #hash = new BodyHash();
  #etag: string | undefined;
  #lastModified: string | undefined;
  #hashes = false;
  #answers = 0;
  #notModified = false;

  constructor(by: By, context: StateContext) {
    this.#by = by;
    this.#context = context;
    const previous = previousOf('unchanged', context);
    // A changed definition or other options make other objects of the same body: it has to be read again.
    this.#before = context.oneWindow && previous?.['for'] === context.fingerprint ? previous : {};
  }

  variables(): undefined {
    return undefined;
  }

  headers(): Readonly<Record<string, string>> {
    if (this.#answers > 0) return {};
    const { etag, last_modified: lastModified } = this.#before;
    return {
      ...(typeof etag === 'string' && this.#goesBy('etag') ? { 'if-none-match': etag } : {}),
      ...(typeof lastModified === 'string' && this.#goesBy('last_modified') ? { 'if-modified-since': lastModified } : {}),
    };
  }

  onBody(bytes: AsyncIterable<Uint8Array>, header: StateAnswer['header']): AsyncIterable<Uint8Array> {
    if (this.#answers === 0)
      this.#hashes =
        this.#by === 'hash' || (this.#by === undefined && header('etag') === undefined && header('last-modified') === undefined);
    return this.#hashes ? this.#hash.over(bytes) : bytes;
  }

  onAnswer(answer: StateAnswer): void {
    this.#answers++;
    this.#hash.endBody();
    if (this.#answers > 1) return;
    this.#notModified = answer.status === 304;
    if (this.#goesBy('etag')) this.#etag = validator(answer.header('etag'));
    if (this.#goesBy('last_modified')) this.#lastModified = validator(answer.header('last-modified'));
  }

  restart(): void {
    this.#answers = 0;
    this.#notModified = false;
    this.#etag = this.#lastModified = undefined;
    this.#hash.clear();
  }

  finish({ quarantined }: { readonly quarantined: number }): StateEnd {
    const nothingNew = this.#nothingNew();
    // A 304 may name newer validators (RFC 9110, section 15.4.5); what it leaves out stays.
    const kept = nothingNew === undefined ? {} : this.#before;
    const hash = this.#hash.digest();
    const state: Json = {
      ...kept,
      kind: 'unchanged',
      for: this.#context.fingerprint,
      ...(this.#etag === undefined ? {} : { etag: this.#etag }),
      ...(this.#lastModified === undefined ? {} : { last_modified: this.#lastModified }),
      ...(hash === undefined ? {} : { hash }),
    };
    return { state: this.#context.oneWindow && quarantined === 0 ? state : undefined, nothingNew, notes: {} };
  }

  #nothingNew(): string | undefined {
    if (this.#notModified) return 'nothing new: the server answered 304';
    const { etag, hash } = this.#before;
    // A server that ignores the condition still says that it is the same, byte for byte.
    if (this.#etag !== undefined && this.#etag === etag && !this.#etag.startsWith('W/'))
      return 'nothing new: the ETag is the same';
    return hash !== undefined && this.#hash.digest() === hash ? 'nothing new: the body is the same' : undefined;
  }

  #goesBy(what: 'etag' | 'last_modified'): boolean {
    return this.#by === undefined || this.#by === what;
  }
}

const validator = (value: string | undefined): string | undefined =>
  value !== undefined && value.trim() !== '' && value.length <= LONGEST ? value : undefined;
