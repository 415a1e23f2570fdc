import type { Wording } from '../../http/client/failure.ts';
import { wordsOf } from '../../http/answer/vendor-words.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { HttpRequest } from '../../http/http.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Notes } from './notes.ts';
import { listed, type Wanted } from './wanted.ts';

const LONGEST = 80;

/** Of one answer: are its records those that the mapping knows? */
export class Acquaintance {
  readonly #request: HttpRequest;
  readonly #wording: Wording;
  readonly #wanted: Wanted | undefined;
  readonly #notes: Notes;
  #met = false;
  #strangers = 0;
  #first: JsonRecord | undefined;

  constructor(wanted: Wanted | undefined, request: HttpRequest, wording: Wording, notes: Notes) {
    this.#notes = notes;
    this.#wanted = wanted !== undefined && wanted.names.size > 0 ? wanted : undefined;
    this.#request = request;
    this.#wording = wording;
  }

  /** The names of the columns. Throws where one is missing that is read. */
  meet(columns: readonly string[], format: string): void {
    this.#met = true;
    for (const name of this.#wanted?.loose(columns) ?? [])
      this.#notes.add(`${this.#request.label}: no column "${name}", which an attribute reads`);
    const lacking = this.#wanted?.lacking(columns, format, (text) => this.#quoted(text));
    if (lacking === undefined) return;
    const { code, message, place, hint } = lacking;
    throw new EngineError(code, `${this.#wording.describe(this.#request)}: ${message}`, { place, hint });
  }

  look(records: readonly JsonRecord[]): void {
    if (this.#met || this.#wanted === undefined) return;
    for (const record of records) {
      if (this.#wanted.has(record)) {
        this.#met = true;
        return;
      }
      // A record without anything says nothing of what was sent.
      if (Object.keys(record).length === 0) continue;
      this.#strangers++;
      this.#first ??= record;
    }
  }

  /** At the end of the answer. Throws where none of its records has anything of what is read. */
  refuseStrangers(): void {
    if (this.#met || this.#wanted === undefined || this.#first === undefined) return;
    const wanted = listed([...this.#wanted.names].map((name) => `"${name}"`));
    const members = listed(Object.keys(this.#first).map((name) => this.#quoted(name)));
    const words = wordsOf(this.#first, this.#wording.redact);
    const one = this.#strangers === 1;
    throw this.#wording.error(
      'decode.no-member',
      this.#request,
      `${one ? 'The record that came has' : `None of the ${this.#strangers} records has`} ${one ? 'nothing' : 'anything'} of what the mapping reads (${wanted}): ${one ? 'it' : 'the first'} has ${members}${words === undefined ? '' : ` (it says: ${words})`}.`,
      { hint: 'Look at what the vendor sends: it may be an error, or its members may have other names now.' },
    );
  }

  #quoted(text: string): string {
    const line = this.#wording
      .redact(text)
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim();
    return `"${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}"`;
  }
}
