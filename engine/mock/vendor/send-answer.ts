import { closeSync, createReadStream, fstatSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { EngineError } from '../../language/basics/errors.ts';
import { openPlain, whyUnreadable } from '../../language/plain-file.ts';
import { bytesAnswer, type Answer } from './answer.ts';
import type { FaultKind } from '../faults/fault.ts';
import { gzipBomb } from './gzip-bomb.ts';

const BLOCK = 2 ** 20;
const PAGE = '<!doctype html>\n<html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>\n';

/** What another answer a fault stands for; the route's own where it only changes how that is sent. */
export function faultyAnswer(fault: FaultKind | undefined): Answer | undefined {
  switch (fault?.kind) {
    case 'status': {
      const retry = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
      return bytesAnswer(
        fault.status,
        'application/json',
        fault.body ?? `{"error":{"message":"The mock answers ${fault.status}."}}`,
        retry,
      );
    }
    case 'answer':
      return bytesAnswer(fault.status ?? 200, 'application/json', fault.body, fault.headers);
    case 'html':
      return bytesAnswer(200, 'text/html; charset=utf-8', PAGE);
    case 'malformed':
      return bytesAnswer(200, 'application/json', '{"success": true, "message": "message": "broken", "result": [{"a": 1},');
    case 'redirect':
      return bytesAnswer(fault.status ?? 302, 'text/plain', '', { location: fault.location });
    default:
      return undefined;
  }
}

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

const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);

function flipped(bytes: Buffer, share: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.min(copy.length - 1, Math.floor(copy.length * share));
  if (at >= 0) copy[at] = (copy[at] ?? 0) ^ 4;
  return copy;
}
