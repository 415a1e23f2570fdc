import { closeSync, createReadStream, fstatSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { EngineError } from '../../language/basics/errors.ts';
import { openPlain, whyUnreadable } from '../../language/plain-file.ts';
import type { Answer } from './answer.ts';
import { flipped, gzipped, half } from './damage.ts';
import type { FaultKind } from '../faults/fault.ts';
import { gzipBomb } from './gzip-bomb.ts';

const BLOCK = 2 ** 20;
/** So many bytes of a body come one by one. */
const DRIPS = 2 ** 14;

/** Sends the answer, as the fault has it. */
export async function sendAnswer(response: ServerResponse, answer: Answer, fault: FaultKind | undefined): Promise<void> {
  switch (fault?.kind) {
    case 'truncate':
      return sendBytes(response, answer, half(wholeBody(answer)));
    case 'flip':
      return sendBytes(response, answer, flipped(wholeBody(answer), fault.at ?? 0.5));
    case 'reset':
    case 'stall':
      return sendPart(response, answer, fault.kind);
    case 'drip':
      return sendDrops(response, answer);
    case 'short-length':
      return sendUnderLength(response, answer, (length) => length >> 1);
    case 'long-length':
      return sendUnderLength(response, answer, (length) => length + 100);
    case 'gzip-truncate':
    case 'gzip-corrupt':
    case 'gzip-concat': {
      const headers = { ...answer.headers, 'content-encoding': 'gzip' };
      return sendBytes(response, { ...answer, headers }, gzipped(wholeBody(answer), fault.kind));
    }
    case 'type':
      return sendWhole(response, { ...answer, headers: { ...answer.headers, 'content-type': fault.contentType } });
    case 'bomb':
      response.writeHead(200, { ...answer.headers, 'content-type': 'application/gzip' });
      return pipeline(Readable.from(gzipBomb(fault.mebibytes ?? 4096)), response);
    default:
      return sendWhole(response, answer);
  }
}

async function sendWhole(response: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  if (body.kind === 'bytes') return sendBytes(response, { status, headers, body }, body.bytes);
  if (body.kind === 'zeros') {
    response.writeHead(status, headers);
    return pipeline(Readable.from(zeros(body.size)), response);
  }
  const fd = openFixture(body.path);
  response.writeHead(status, body.gzip ? headers : { ...headers, 'content-length': fstatSync(fd).size });
  const file = createReadStream('', { fd, highWaterMark: 2 ** 18 });
  return body.gzip ? pipeline(file, createGzip(), response) : pipeline(file, response);
}

function openFixture(path: string): number {
  try {
    return openPlain(path);
  } catch (cause) {
    throw new EngineError('mock.no-file', `The mock's file ${path} ${whyUnreadable(cause, path)}.`, { cause });
  }
}

function sendBytes(response: ServerResponse, { status, headers }: Answer, bytes: Buffer): void {
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.end(bytes);
}

/** Each byte in a packet of its own; what comes after so many of them at once. */
async function sendDrops(response: ServerResponse, answer: Answer): Promise<void> {
  const bytes = wholeBody(answer);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.socket?.setNoDelay(true);
  for (const at of bytes.subarray(0, DRIPS).keys()) {
    response.write(bytes.subarray(at, at + 1));
    // Else the system would put them into one packet again, before anybody reads.
    await setImmediate();
    if (response.destroyed) return;
  }
  response.end(bytes.subarray(DRIPS));
}

/** The connection ends with the body: what is too much belongs to no other answer. */
function sendUnderLength(response: ServerResponse, answer: Answer, told: (length: number) => number): void {
  const bytes = wholeBody(answer);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': told(bytes.length), connection: 'close' });
  response.end(bytes);
}

/** Half of the body, then a reset or silence. */
function sendPart(response: ServerResponse, answer: Answer, how: 'reset' | 'stall'): void {
  const bytes = wholeBody(answer);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.write(half(bytes), () => {
    // A little later, or the reset overtakes the bytes.
    if (how === 'reset') setTimeout(() => response.socket?.resetAndDestroy(), 20);
  });
}

function wholeBody({ body }: Answer): Buffer {
  if (body.kind === 'bytes') return body.bytes;
  if (body.kind === 'zeros') return Buffer.alloc(Math.min(body.size, BLOCK));
  const fd = openFixture(body.path);
  try {
    const bytes = readFileSync(fd);
    return body.gzip ? gzipSync(bytes) : bytes;
  } finally {
    closeSync(fd);
  }
}

function* zeros(size: number): Generator<Buffer> {
  const block = Buffer.alloc(BLOCK);
  for (let left = size; left > 0; left -= BLOCK) yield left < BLOCK ? block.subarray(0, left) : block;
}
