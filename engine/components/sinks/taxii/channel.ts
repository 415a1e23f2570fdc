import { wordsIn } from '../answers.ts';
import type { Channel, Delivery, Receipt, RemoteContext } from '../sink.ts';
import type { StixMapper } from '../stix/mapper.ts';
import type { StixObject } from '../stix/objects/stix-object.ts';
import { countsOf, fateOf, type TaxiiStatus } from './status.ts';
import type { Untaken, WritableCollection } from './writable-collection.ts';
import { inOrder, type Made, makeObjects, writeObject, type Written } from './written-objects.ts';

interface Sending {
  readonly collection: WritableCollection;
  /** Of an envelope. */
  readonly maxBytes: number;
  readonly batch: number;
  readonly map: StixMapper;
}

/** By id of the STIX object: the far side's reason, undefined where it is there. */
type Fates = Map<string, string | undefined>;

const [OPENING, CLOSING] = ['{"objects":[', ']}'];
const FRAME = OPENING.length + CLOSING.length;

/** Adds objects in envelopes, and reads from their status what became of each. */
export class TaxiiChannel implements Channel {
  readonly batch: number;
  readonly #sending: Sending;
  readonly #context: RemoteContext;
  /** Bytes of an envelope: less than was promised once the server has taken less. */
  #room: number;
  /** Of what objects share: ids that the far side has spoken about in this push. */
  readonly #settled = new Set<string>();

  constructor(sending: Sending, context: RemoteContext) {
    this.batch = sending.batch;
    this.#sending = sending;
    this.#context = context;
    this.#room = sending.maxBytes;
  }

  async deliver(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    const made = batch.map((delivery) => makeObjects(delivery, this.#sending.map));
    const shared = new Map(
      made
        .filter(({ objects }) => objects.length > 0)
        .flatMap((one) => one.shared)
        .filter(({ id }) => !this.#settled.has(id))
        .map((one) => [one.id, one]),
    );
    const fates: Fates = new Map();
    await this.#send([...shared.values(), ...inOrder(made).filter(({ id }) => !shared.has(id))].map(writeObject), fates);
    for (const id of shared.keys()) {
      this.#settled.add(id);
      const reason = fates.get(id);
      const user = batch[made.findIndex((one) => one.shared.some((other) => other.id === id))]?.object;
      // What refers to it is there all the same.
      if (reason !== undefined && user !== undefined) this.#context.refuse(user, `${id}: ${reason}`);
    }
    const mains = new Set(made.map(({ objects }) => objects[0]?.id));
    return made.map((one) => receiptOf(one, fates, mains));
  }

  async #send(objects: readonly Written[], fates: Fates): Promise<void> {
    let some: Written[] = [];
    let size = FRAME;
    for (const one of objects) {
      if (FRAME + one.bytes > this.#sending.maxBytes) {
        fates.set(one.id, `it has ${one.bytes} bytes, more than the ${this.#sending.maxBytes} of an envelope leave`);
        continue;
      }
      if (some.length > 0 && size + one.bytes + 1 > this.#room) {
        await this.#post(some, fates);
        [some, size] = [[], FRAME];
      }
      some.push(one);
      size += one.bytes + 1;
    }
    if (some.length > 0) await this.#post(some, fates);
  }

  /** What is not taken as a whole, or is said nothing of, goes again in halves, until it is known which object it is. */
  async #post(objects: readonly Written[], fates: Fates): Promise<void> {
    const text = `${OPENING}${objects.map((one) => one.text).join(',')}${CLOSING}`;
    const answer = await this.#sending.collection.add(text);
    const left = 'kind' in answer ? objects : objects.filter(({ id }) => !settle(answer, id, objects.length, fates));
    const [first] = left;
    if (first === undefined) return;
    if (objects.length === 1) {
      fates.set(first.id, reasonOf(answer, text));
      return;
    }
    if ('kind' in answer && answer.kind === 'too-large')
      this.#room = Math.min(this.#room, Math.ceil(Buffer.byteLength(text) / 2));
    const half = Math.ceil(left.length / 2);
    for (const part of [left.slice(0, half), left.slice(half)]) if (part.length > 0) await this.#post(part, fates);
  }
}

const settle = (status: TaxiiStatus, id: string, sent: number, fates: Fates): boolean => {
  const fate = fateOf(status, id, sent);
  if (fate !== undefined) fates.set(id, fate.kind === 'added' ? undefined : fate.reason);
  return fate !== undefined;
};

const reasonOf = (answer: TaxiiStatus | Untaken, text: string): string => {
  if (!('kind' in answer)) return countsOf(answer);
  const words = wordsIn(answer.answer);
  return answer.kind === 'too-large' ? `an envelope with nothing else has ${Buffer.byteLength(text)} bytes: ${words}` : words;
};

/** `mains`: of the batch. Where both ends of a relationship are in it, its failure is told of the source. */
const receiptOf = ({ objects, refused, far }: Made, fates: Fates, mains: ReadonlySet<unknown>): Receipt => {
  const [main, ...others] = objects;
  if (main === undefined) return { kind: 'left-out', reason: refused ?? '' };
  const reason = fates.get(main.id);
  if (reason !== undefined) return { kind: 'refused', reason };
  const isOwn = ({ source_ref: source }: StixObject): boolean => source === main.id || !mains.has(source);
  const failed = others.find((one) => fates.get(one.id) !== undefined && isOwn(one));
  if (failed === undefined) return { kind: 'confirmed', far };
  const what = failed.type === 'relationship' ? `the relationship ${String(failed['relationship_type'])}` : failed.id;
  return { kind: 'refused', isThere: true, reason: `it is there, and of ${what}: ${fates.get(failed.id)}` };
};
