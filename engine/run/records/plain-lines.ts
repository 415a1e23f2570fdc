/** Lists of bare values say nothing of what they are: an error in words looks like one more of them. */
import { mayBe } from '../../expression/formats/may-be.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Endpoint } from '../../language/model.ts';
import type { FeedPlan } from '../../plan/plan.ts';
import type { MappedObject } from '../../store/contract/mapped-object.ts';
import { placeText, type Position } from './position.ts';

const LONGEST = 80;

/** A line that is no indicator of its entry's subtype. It is kept without its text; who reads of the failure sees it. */
export class NotOfSubtype extends EngineError {
  readonly #text: string;

  constructor(what: string, text: string) {
    super('report.not-of-subtype', what, {
      hint: 'Look at what the vendor sends; lines that are no data are left out by `comment`, `pattern` or a filter.',
    });
    this.#text = text;
  }

  /** Masked before it is cut, or a half of a secret would stand at the end. */
  quoted(redact: (text: string) => string): string {
    const line = redact(this.#text)
      .replaceAll(/[\p{C}\s]+/gu, ' ')
      .trim();
    return `${redact(this.message).replace(/\.$/, '')}: "${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}".`;
  }
}

/** Throws NotOfSubtype for an object of a bare line that cannot be one. Undefined where records have more than a line. */
export function bindPlainLines({
  endpoint,
  feed,
}: FeedPlan): ((objects: readonly MappedObject[], place: Position) => void) | undefined {
  if (!isPlain(endpoint)) return undefined;
  const typed = feed.report.every(({ subtype }) => subtype !== undefined);
  return (objects, place) => {
    for (const { type, subtype, value } of objects) {
      if (type !== 'indicator' || (subtype === '' ? !typed : mayBe(subtype, value))) continue;
      const kind = subtype === '' ? 'indicator of any subtype that the entry gives' : subtype;
      const where = placeText(place);
      throw new NotOfSubtype(`${where.charAt(0).toUpperCase()}${where.slice(1)} is no ${kind}.`, value);
    }
  };
}

const isPlain = ({ decode }: Endpoint): boolean => {
  const { kind, options = {} } = decode.at(-1) ?? {};
  if (kind === 'lines') return true;
  const names = options['columns'] ?? options['header'];
  return (kind === 'csv' || kind === 'tsv') && options['header'] !== true && Array.isArray(names) && names.length === 1;
};
