/** Secrets that the vendor sends back as data: they are masked in all that is kept, and the ledger says so. */
import type { Json } from '../../language/basics/json.ts';
import type { MappedAttribute, MappedObject } from '../../object/mapped-object.ts';
import { mapTexts } from './map-texts.ts';
import type { Reported } from './report.ts';

export interface SecretData {
  /** May a secret stand in the bytes? `closely`: in another case, in hex or in base64 as well. */
  readonly holds: (bytes: Uint8Array, closely: boolean) => boolean;
  /** The text without secrets. */
  readonly redactData: (text: string) => string;
}

export const ECHO_NOTE = 'answers that hold a secret: it is masked in what is kept';

/** Between two chunks a secret is looked for by its first bytes. */
const SEAM = 16;
/** So much of a body is looked at closely; of a longer one the rest as it is, which costs next to nothing. */
const CLOSELY = 262_144;
/** A longer state is looked at only where an answer held a secret. */
const SHORT_STATE = 4096;

export class Echoes {
  readonly #data: SecretData | undefined;
  /** Before there was any, no text has to be looked at. */
  #met = false;

  constructor(data: SecretData | undefined) {
    this.#data = data;
  }

  /** The same body; `onEcho`: once, before the part of it that holds a secret is given on. */
  async *watch(body: AsyncIterable<Uint8Array>, onEcho: () => void): AsyncGenerator<Uint8Array> {
    let told = false;
    let last: Uint8Array = new Uint8Array(0);
    let came = 0;
    for await (const chunk of body) {
      if (!told && this.#data !== undefined) {
        const seam = last.length === 0 ? last : Buffer.concat([last.subarray(-SEAM), chunk.subarray(0, SEAM)]);
        const closely = came < CLOSELY;
        came += chunk.length;
        if (this.#data.holds(chunk, closely) || this.#data.holds(seam, closely)) {
          [told, this.#met] = [true, true];
          onEcho();
        }
        last = chunk;
      }
      yield chunk;
    }
  }

  clean<T extends string | undefined>(text: T): T {
    return (this.#met && text !== undefined ? this.#data?.redactData(text) : text) as T;
  }

  state(state: Json | undefined): Json | undefined {
    const data = this.#data;
    if (state === undefined || data === undefined) return state;
    if (!this.#met && JSON.stringify(state).length > SHORT_STATE) return state;
    return mapTexts(state, data.redactData);
  }

  cleaned(reported: Reported): Reported {
    if (!this.#met) return reported;
    return {
      ...reported,
      objects: reported.objects.map((object) => this.#object(object)),
      relations: reported.relations.map(({ from, to, as }) => ({
        from: this.clean(from),
        to: this.clean(to),
        as: this.clean(as),
      })),
    };
  }

  #object(object: MappedObject): MappedObject {
    const clean = <T extends string | undefined>(text: T): T => this.clean(text);
    const attribute = ({ name, value, rule, sensitive }: MappedAttribute): MappedAttribute => ({
      name: clean(name),
      value: clean(value),
      rule,
      sensitive,
    });
    return {
      ...object,
      key: clean(object.key),
      value: clean(object.value),
      title: clean(object.title),
      description: clean(object.description),
      status: clean(object.status),
      tlp: clean(object.tlp),
      ref: clean(object.ref),
      tags: object.tags.map(clean),
      related: object.related.map((one) => ({ ...one, key: clean(one.key), as: clean(one.as) })),
      attributes: object.attributes.map(attribute),
    };
  }
}
