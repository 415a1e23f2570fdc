import { shortened } from '../../../language/shortened.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Json } from '../../../language/basics/json.ts';
import { detached } from '../bytes/detached.ts';
import { MAX_DEPTH } from '../json/document/depth.ts';
import { mostAround } from '../bytes/bound.ts';
import { allowedBy, oversizedRecord } from '../oversized.ts';
import type { XmlOptions } from './stream.ts';
import { lineBreaks, malformedXml } from './malformed.ts';
import type { XmlHandler } from './tokenizer.ts';

type Members = Record<string, Json>;

/** An element that is open. */
interface Open {
  readonly name: string;
  members: Members;
  text: string;
  /** What was held in memory when it began. */
  readonly held: number;
  /** How many names of the path lead here; -1 off the path. */
  readonly matched: number;
}

/**
 * Elements become members, several of one name a list, attributes members with a prefix. What stands at the path is
 * handed out and forgotten, so that memory holds one record and what is around the records.
 */
export class XmlRecords implements XmlHandler {
  readonly #path: readonly string[];
  readonly #options: XmlOptions;
  readonly #lists: ReadonlySet<string>;
  readonly #texts: ReadonlySet<string>;
  readonly #open: Open[] = [];
  #records: Json[] = [];
  /** Characters held. */
  #held = 0;
  /** What was held when the current record began; undefined around the records. */
  #recordFrom: number | undefined;
  /** What the current record begins with, where it is too large: it is passed over. */
  #passed: string | undefined;
  readonly #maxRecord: number;
  /** The document: one member, the root. */
  readonly document: Members = {};
  #ended = false;
  /** How many names of the path were found. */
  reached = 0;

  constructor(path: readonly string[], options: XmlOptions, maxRecord: number) {
    this.#path = path;
    this.#maxRecord = maxRecord;
    this.#options = options;
    this.#lists = new Set(options.lists);
    this.#texts = new Set(options.texts);
  }

  /** The records since the last call. */
  take(): Json[] {
    const taken = this.#records;
    this.#records = [];
    return taken;
  }

  open(written: string, attributes: readonly (readonly [string, string])[], line: number): void {
    if (this.#open.length >= MAX_DEPTH)
      throw new EngineError(
        'decode.too-deep',
        `The XML text nests elements more than ${MAX_DEPTH} levels deep on line ${line}.`,
        {
          hint: 'No feed is meant like this: the body is damaged or hostile.',
        },
      );
    if (this.#ended) throw malformedXml('a second root', line);
    const parent = this.#open.at(-1);
    const above = parent === undefined ? 0 : parent.matched;
    const name = this.#named(written);
    const matched = above === this.#open.length && this.#path[above] === name ? above + 1 : -1;
    if (matched > this.reached) this.reached = matched;
    const element: Open = { name, members: {}, text: '', held: this.#held, matched };
    if (this.#isRecord(matched, this.#open.length + 1)) this.#recordFrom = this.#held;
    for (const [attribute, value] of attributes) {
      const member = (this.#options.attributes ?? '_') + this.#named(attribute);
      if (Object.hasOwn(element.members, member))
        throw malformedXml(`the attribute ${shortened(attribute, 80)} stands twice`, line);
      this.#hold(member.length + value.length, line);
      if (member !== '__proto__' && this.#passed === undefined) element.members[member] = detached(value);
    }
    this.#hold(name.length, line);
    this.#open.push(element);
  }

  close(written: string, line: number): void {
    const element = this.#open.pop();
    const name = this.#named(written);
    if (element === undefined || element.name !== name)
      throw malformedXml(`</${shortened(written, 80)}> closes nothing that is open`, line);
    const parent = this.#open.at(-1);
    const into = parent?.members ?? this.document;
    this.#ended = parent === undefined;
    const isRecord = this.#isRecord(element.matched, this.#open.length + 1);
    if (this.#passed !== undefined && !isRecord) return;
    const value = this.#passed === undefined ? this.#valueOf(element) : this.#oversized(element, this.#passed);
    if (isRecord) {
      this.#records.push(value);
      this.#held = element.held;
      this.#recordFrom = this.#passed = undefined;
      if (!Object.hasOwn(into, name) && name !== '__proto__') into[name] = [];
    } else this.#add(into, name, value);
  }

  text(text: string, line: number): void {
    const element = this.#open.at(-1);
    if (element === undefined) {
      if (text.trim() !== '') throw malformedXml('text outside of the root', line + lineBreaks(text, text.search(/\S/)));
      return;
    }
    // Blanks between elements would add up.
    const blank = text.trim() === '';
    if (blank && (element.text === '' || element.text.endsWith(' '))) return;
    this.#hold(text.length, line);
    if (this.#passed !== undefined) return;
    element.text += blank ? ' ' : text;
  }

  /** Throws where elements are still open, or there was none. */
  end(line: number): void {
    const element = this.#open.at(-1);
    if (element !== undefined)
      throw new EngineError(
        'decode.truncated',
        `The XML text ends on line ${line} within the element ${shortened(element.name, 80)}.`,
        {
          hint: 'The body may have been cut off.',
        },
      );
    if (!this.#ended) throw malformedXml('it has no element', line);
  }

  /** Text where there is nothing else, else an object. */
  #valueOf({ name, members, text }: Open): Json {
    const trimmed = detached(text.trim());
    if (this.#texts.has(name)) return trimmed;
    for (const _ in members) {
      if (trimmed !== '') members[this.#options.text ?? '_text'] = trimmed;
      return members;
    }
    return trimmed;
  }

  #add(into: Members, name: string, value: Json): void {
    if (name === '__proto__') return;
    const known = Object.hasOwn(into, name) ? into[name] : undefined;
    if (Array.isArray(known)) (known as Json[]).push(value);
    else if (known !== undefined) into[name] = [known, value];
    else into[name] = this.#lists.has(name) ? [value] : value;
  }

  #named(name: string): string {
    return this.#options.prefixes === 'drop' ? name.slice(name.indexOf(':') + 1) : name;
  }

  #isRecord(matched: number, depth: number): boolean {
    return matched > 0 && matched === this.#path.length && depth === matched;
  }

  #oversized({ held }: Open, beginning: string): Json {
    return oversizedRecord(this.#held - held, beginning, allowedBy(this.#maxRecord), 'characters') as Json;
  }

  #hold(characters: number, line: number): void {
    this.#held += characters;
    if (this.#recordFrom !== undefined) {
      if (this.#passed === undefined && this.#held - this.#recordFrom > this.#maxRecord) this.#passOver();
    } else if (this.#held > mostAround(this.#maxRecord))
      throw new EngineError(
        'decode.too-large',
        `What is around the records of the XML body is larger than ${mostAround(this.#maxRecord)} characters on line ${line}.`,
        {
          hint: 'Check the path of `records`: what stands there is streamed, anything else is held. Or raise `limits.record` of the connection.',
        },
      );
  }

  /** The current record is too large: nothing of it is held any longer. */
  #passOver(): void {
    const own = this.#open.slice(this.#path.length - 1);
    this.#passed = JSON.stringify(own.map(({ name, members, text }) => [name, members, text.slice(0, 1024)]));
    for (const element of own) {
      element.members = {};
      element.text = '';
    }
  }
}
