import { shortened } from '../../../language/shortened.ts';
import { EngineError } from '../../../language/errors.ts';
import type { Json } from '../../../language/json.ts';
import { detached } from '../bytes/detached.ts';
import { MAX_DEPTH } from '../json/depth.ts';
import { LARGEST } from '../json/splitter.ts';
import type { XmlOptions } from './stream.ts';
import { lineBreaks, malformedXml } from './malformed.ts';
import type { XmlHandler } from './tokenizer.ts';

type Members = Record<string, Json>;

/** An element that is open. */
interface Open {
  readonly name: string;
  readonly members: Members;
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
  /** The document: one member, the root. */
  readonly document: Members = {};
  #ended = false;
  /** How many names of the path were found. */
  reached = 0;

  constructor(path: readonly string[], options: XmlOptions) {
    this.#path = path;
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
    for (const [attribute, value] of attributes) {
      const member = (this.#options.attributes ?? '_') + this.#named(attribute);
      if (Object.hasOwn(element.members, member))
        throw malformedXml(`the attribute ${shortened(attribute, 80)} stands twice`, line);
      this.#hold(member.length + value.length, line);
      if (member !== '__proto__') element.members[member] = detached(value);
    }
    this.#hold(name.length, line);
    this.#open.push(element);
  }

  close(written: string, line: number): void {
    const element = this.#open.pop();
    const name = this.#named(written);
    if (element === undefined || element.name !== name)
      throw malformedXml(`</${shortened(written, 80)}> closes nothing that is open`, line);
    const value = this.#valueOf(element);
    const parent = this.#open.at(-1);
    const into = parent?.members ?? this.document;
    this.#ended = parent === undefined;
    if (element.matched === this.#path.length && element.matched > 0 && this.#path.length === this.#open.length + 1) {
      this.#records.push(value);
      this.#held = element.held;
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

  #hold(characters: number, line: number): void {
    this.#held += characters;
    if (this.#held > LARGEST)
      throw new EngineError(
        'decode.too-large',
        `A record of the XML body, or what is around the records, is larger than ${LARGEST} characters on line ${line}.`,
        {
          hint: 'Select the records by a path: what stands there is streamed, anything else is held in memory.',
        },
      );
  }
}
