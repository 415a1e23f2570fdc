/** A receiver of webhooks as Standard Webhooks describes one: it checks signature and time, and keeps ids so as to do nothing twice. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Answer, Asked, FarSide } from './far-side.ts';
import { startFarSide } from './far-side.ts';
import { TIMES } from './harbour.ts';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export interface Received {
  readonly type: string;
  readonly value: string;
  /** Missing where the value is what tells it from others. */
  readonly identity?: readonly string[];
  readonly change: number;
  readonly gone?: string;
  readonly related: readonly {
    readonly as?: string;
    readonly direction: string;
    readonly to: { readonly identity: readonly string[] };
  }[];
  readonly [field: string]: unknown;
}

export interface Receiver {
  readonly far: FarSide;
  /** By identity: what came with the latest change. */
  readonly objects: Map<string, Received>;
  /** Those that were taken, in their order. */
  readonly messages: { readonly id: string; readonly objects: readonly Received[] }[];
  reset(): void;
  state(): unknown;
}

/** Tolerance of the libraries: five minutes both ways. */
const TOLERANCE = 300;

/** `takes`: the bytes of a body that it takes at most; `refuses`: objects that it can't process. */
export const startReceiver = async ({
  takes = Infinity,
  refuses = () => false,
}: { takes?: number; refuses?: (one: Received) => boolean } = {}): Promise<Receiver> => {
  const ids = new Set<string>();
  const objects: Receiver['objects'] = new Map();
  const messages: Receiver['messages'] = [];
  const does = ({ method, headers, body }: Asked): Answer => {
    const [id, time, signatures] = ['id', 'timestamp', 'signature'].map((name) => String(headers[`webhook-${name}`] ?? ''));
    if (method !== 'POST' || headers['content-type'] !== 'application/json') return { status: 415 };
    if (!isSigned(id ?? '', time ?? '', body, signatures ?? ''))
      return { status: 401, json: { error: 'No matching signature found' } };
    if (!Object.values(TIMES).some((now) => Math.abs(now / 1000 - Number(time)) <= TOLERANCE))
      return { status: 401, json: { error: 'Message timestamp too old' } };
    if (body.length > takes) return { status: 413 };
    const { objects: received } = JSON.parse(body.toString()) as { readonly objects: readonly Received[] };
    const bad = received.find(refuses);
    if (bad !== undefined) return { status: 422, json: { message: `unknown harbour ${bad.value}` } };
    if (ids.has(id ?? '')) return { status: 204 };
    ids.add(id ?? '');
    messages.push({ id: id ?? '', objects: received });
    for (const one of received) {
      const name = one.identity?.[0] ?? one.value;
      if ((objects.get(name)?.change ?? 0) <= one.change) objects.set(name, one);
    }
    return { status: 204 };
  };
  return {
    far: await startFarSide(does),
    objects,
    messages,
    reset: () => {
      ids.clear();
      objects.clear();
      messages.length = 0;
    },
    // When it was changed, and in which number, is another thing where it was filled in another state.
    state: () =>
      [...objects.values()]
        .filter(({ gone }) => gone === undefined)
        .toSorted((a, b) => (a.value < b.value ? -1 : 1))
        .map((one) => ({ ...one, change: 0, changed_at: '' })),
  };
};

const isSigned = (id: string, time: string, body: Buffer, signatures: string): boolean => {
  if (!/^[^.]+$/.test(id) || !/^\d+$/.test(time)) return false;
  const mac = createHmac('sha256', Buffer.from(SECRET.slice('whsec_'.length), 'base64'))
    .update(`${id}.${time}.`)
    .update(body);
  const expected = Buffer.from(`v1,${mac.digest('base64')}`);
  return signatures.split(' ').some((one) => one.length === expected.length && timingSafeEqual(Buffer.from(one), expected));
};
