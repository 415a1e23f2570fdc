import { retryAfter } from '../../../http/client/server-limits.ts';
import { jsonOf } from '../answers.ts';
import type { Judgement, RemoteContext, SinkAnswer } from '../sink.ts';
import { readStatus, recordOf, type TaxiiStatus } from './status.ts';

export interface CollectionAccess {
  /** With a slash at its end. */
  readonly root: string;
  readonly id: string;
  readonly authorization: string | undefined;
  /** ms, for which one envelope may be pending. */
  readonly maxWait: number;
}

/** An envelope that was not taken as a whole: too large, or with something in it that can't be processed. */
export interface Untaken {
  readonly kind: 'too-large' | 'unprocessable';
  readonly answer: SinkAnswer;
}

const MEDIA_TYPE = 'application/taxii+json;version=2.1';
const [NOT_FOUND, TOO_LARGE, UNPROCESSABLE] = [404, 413, 422];
/** What a server without a limit of its own gets at once, and no other gets more. */
const MOST_BYTES = 8 * 1024 * 1024;
const [FIRST_PAUSE, LONGEST_PAUSE] = [1000, 30_000];
/** A server that forgets what it was sent is sent it again, so many times in all. */
const MOST_TIMES = 3;

/** A collection of a TAXII 2.1 server, for adding to it. */
export class WritableCollection {
  readonly #access: CollectionAccess;
  readonly #context: RemoteContext;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(access: CollectionAccess, context: RemoteContext) {
    this.#access = access;
    this.#context = context;
    const { authorization } = access;
    this.#headers = { accept: MEDIA_TYPE, ...(authorization === undefined ? {} : { authorization }) };
  }

  /** Bytes that an envelope may have. Throws where it can't be added to. */
  async look(): Promise<number> {
    const { root, id } = this.#access;
    const answer = await this.#get(root, 'look at the API root', judgeRoot);
    await this.#get(`${root}collections/${id}/`, 'look at the collection', judgeCollection);
    const most = memberOf(answer, 'max_content_length');
    return typeof most === 'number' && most >= 1 ? Math.min(Math.floor(most), MOST_BYTES) : MOST_BYTES;
  }

  /** Adds what an envelope holds, and asks about it until it is complete. What a server has forgotten it is sent again. */
  async add(envelope: string): Promise<TaxiiStatus | Untaken> {
    for (let times = 1; ; times++) {
      const answer = await this.#post(envelope);
      if (answer.status === TOO_LARGE) return { kind: 'too-large', answer };
      if (answer.status === UNPROCESSABLE) return { kind: 'unprocessable', answer };
      const status = await this.#completed(answer, times === MOST_TIMES);
      if (status !== undefined) return status;
    }
  }

  #post(body: string): Promise<SinkAnswer> {
    const { root, id } = this.#access;
    return this.#context.client.send({
      method: 'POST',
      url: `${root}collections/${id}/objects/`,
      headers: { ...this.#headers, 'content-type': MEDIA_TYPE },
      body,
      label: 'add objects',
      expects: [TOO_LARGE, UNPROCESSABLE],
      judge: (answer) =>
        answer.status === TOO_LARGE || answer.status === UNPROCESSABLE || readStatus(answer) !== undefined
          ? undefined
          : { kind: 'failed', because: 'nothing that is a status of TAXII 2.1' },
    });
  }

  /** Undefined where the server knows nothing of it any longer. */
  async #completed(first: SinkAnswer, isLastTime: boolean): Promise<TaxiiStatus | undefined> {
    const { root, maxWait } = this.#access;
    let answer = first;
    let pause = FIRST_PAUSE;
    for (let waited = 0; ;) {
      const status = readStatus(answer);
      if (status === undefined || status.isComplete) return status;
      const asked = retryAfter(answer, this.#context.clock()) ?? 0;
      const next = Math.min(Math.max(pause, asked), Math.max(maxWait - waited, 0));
      await this.#context.wait(next);
      waited += next;
      pause = Math.min(pause * 1.5, LONGEST_PAUSE);
      const isOver = waited >= maxWait;
      const judge = (said: SinkAnswer): Judgement | undefined => judgeStatus(said, { isOver, isLastTime, waited });
      answer = await this.#get(`${root}status/${encodeURIComponent(status.id)}/`, 'ask for the status', judge, [NOT_FOUND]);
    }
  }

  #get(
    url: string,
    label: string,
    judge: (answer: SinkAnswer) => Judgement | undefined,
    expects: readonly number[] = [],
  ): Promise<SinkAnswer> {
    return this.#context.client.send({ method: 'GET', url, headers: this.#headers, label, expects, judge });
  }
}

const memberOf = (answer: SinkAnswer, name: string): unknown => recordOf(jsonOf(answer))[name];

const judgeRoot = (answer: SinkAnswer): Judgement | undefined => {
  const roots = memberOf(answer, 'api_roots');
  if (Array.isArray(roots))
    return {
      kind: 'failed',
      because: `it is no API root, and has those of ${roots.join(', ')}`,
      hint: 'Write the address of one of them as `api_root`.',
    };
  const versions = memberOf(answer, 'versions');
  if (!Array.isArray(versions) || versions.some((one) => String(one).includes('2.1'))) return undefined;
  return {
    kind: 'failed',
    because: `it speaks ${versions.join(', ')}`,
    hint: 'Objects are added by TAXII 2.1: look for another API root.',
  };
};

const judgeCollection = (answer: SinkAnswer): Judgement | undefined => {
  const mayWrite = memberOf(answer, 'can_write');
  if (mayWrite === true) return undefined;
  return {
    kind: 'failed',
    because: mayWrite === false ? 'can_write is false' : 'nothing of whether it can be written to',
    hint: 'Give credentials that may write to this collection, or another collection.',
  };
};

interface Asking {
  readonly isOver: boolean;
  readonly isLastTime: boolean;
  readonly waited: number;
}

const judgeStatus = (answer: SinkAnswer, { isOver, isLastTime, waited }: Asking): Judgement | undefined => {
  if (answer.status === NOT_FOUND)
    return isLastTime ? { kind: 'failed', because: 'it knows nothing of what it has just taken, each time' } : undefined;
  const status = readStatus(answer);
  if (status === undefined) return { kind: 'failed', because: 'nothing that is a status of TAXII 2.1' };
  if (status.isComplete || !isOver) return undefined;
  return {
    kind: 'failed',
    because: `${status.pending} objects are pending, after ${Math.round(waited / 1000)} s`,
    code: 'output.pending',
    hint: 'They are sent again with the next push, which changes nothing where they have arrived; a larger `max_wait` asks for longer.',
  };
};
