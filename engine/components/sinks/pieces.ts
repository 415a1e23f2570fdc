import { wordsIn } from './answers.ts';
import type { Receipt, SinkAnswer } from './sink.ts';

/** An object on its way, as it is written. */
export interface Piece {
  /** Of its delivery in the batch. */
  readonly index: number;
  readonly text: string;
}

export interface Sending {
  /** Bytes that the texts of a request may have together. */
  readonly room: number;
  /** Bytes between two of them. */
  readonly between: number;
  /** Sends some; undefined where they arrived, or what was answered where they were too many, or one of them is not to be taken. */
  send(pieces: readonly Piece[]): Promise<SinkAnswer | undefined>;
}

/**
 * Sends in requests as large as may be. What the far side does not take as a whole goes again in halves, until it is known which object it
 * is. `receipts` gets those that are refused.
 */
export const sendPieces = async (pieces: readonly Piece[], sending: Sending, receipts: Receipt[]): Promise<void> => {
  let some: Piece[] = [];
  let size = 0;
  for (const piece of pieces) {
    const length = Buffer.byteLength(piece.text) + sending.between;
    if (length > sending.room) {
      receipts[piece.index] = { kind: 'refused', reason: `it has ${length} bytes, more than max_bytes leaves for an object` };
      continue;
    }
    if (size + length > sending.room) {
      await sendHalves(some, sending, receipts);
      [some, size] = [[], 0];
    }
    some.push(piece);
    size += length;
  }
  await sendHalves(some, sending, receipts);
};

const sendHalves = async (pieces: readonly Piece[], sending: Sending, receipts: Receipt[]): Promise<void> => {
  const [first] = pieces;
  if (first === undefined) return;
  const answer = await sending.send(pieces);
  if (answer === undefined) return;
  if (pieces.length === 1) {
    receipts[first.index] = { kind: 'refused', reason: wordsIn(answer) };
    return;
  }
  const half = Math.ceil(pieces.length / 2);
  await sendHalves(pieces.slice(0, half), sending, receipts);
  await sendHalves(pieces.slice(half), sending, receipts);
};
