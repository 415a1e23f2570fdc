/** What of a run's bodies could not be read as text: it is told once, and is no key and no value of an object. */
import { UNREADABLE } from '../../components/decoders/bytes/unreadable.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { MappedAttribute, MappedObject } from '../../store/contract/mapped-object.ts';
import type { Reported } from '../report/report.ts';

export class UnreadableText {
  /** The first place by the encoding that was read. */
  readonly #first = new Map<string, string>();

  /** Has there been any? Before, no text has to be looked at. */
  get met(): boolean {
    return this.#first.size > 0;
  }

  /** The ledger's note, the same for all places of a run. */
  note(encoding: string, place: string): string {
    const first = this.#first.get(encoding) ?? place;
    this.#first.set(encoding, first);
    return `unreadable characters (no ${encoding.replace(/^utf/, 'UTF')}; the first at ${first})`;
  }

  /** Throws where this is what makes a record or object itself. */
  refuseIn(text: string | undefined, what: string): void {
    if (!this.met || text?.includes(UNREADABLE) !== true) return;
    throw new EngineError('decode.unreadable', `The ${what} has characters that could not be read in the encoding of the body.`, {
      hint: 'Name the encoding that the vendor uses, with `encoding:` at the decoder.',
    });
  }

  /** Objects whose other texts have the usual sign for what could not be read. */
  checked(reported: Reported): Reported {
    if (!this.met) return reported;
    for (const { from, to } of reported.relations) for (const ref of [from, to]) this.refuseIn(ref, 'reference');
    return { ...reported, objects: reported.objects.map((object) => this.#checked(object)) };
  }

  #checked(object: MappedObject): MappedObject {
    const { subtype, key, value, ref, attributes, tags } = object;
    for (const text of [subtype, value, key]) this.refuseIn(text, 'value of an object');
    this.refuseIn(ref, 'reference of an object');
    return {
      ...object,
      title: shown(object.title),
      description: shown(object.description),
      status: shown(object.status),
      tlp: shown(object.tlp),
      tags: tags.map((tag) => shown(tag)),
      attributes: attributes.map(shownAttribute),
    };
  }
}

/** With U+FFFD, the sign for what could not be read. */
export function shown<T extends string | undefined>(text: T): T {
  return text?.includes(UNREADABLE) === true ? (text.replaceAll(UNREADABLE, '\ufffd') as T) : text;
}

const shownAttribute = (attribute: MappedAttribute): MappedAttribute => {
  const { name, value, rule, sensitive } = attribute;
  if (!name.includes(UNREADABLE) && !value.includes(UNREADABLE)) return attribute;
  return { name: shown(name), value: shown(value), rule, sensitive };
};
