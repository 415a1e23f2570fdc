/**
 * A server on loopback that keeps objects as the public documentation of S3 has it, and takes nothing that is not signed by its key: an
 * invention. It works out signatures by itself, from what has really come.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KEYS = { access_key: 'AKIDINVENTED', secret_key: 'an-invented-secret-of-the-bucket' };
export const REGION = 'eu-test-1';

interface Kept {
  readonly bytes: Buffer;
  at: number;
}

interface Upload {
  readonly key: string;
  readonly parts: Map<number, { readonly bytes: Buffer; readonly etag: string }>;
  at: number;
}

export interface ObjectsStore {
  readonly origin: string;
  /** By their keys, in the bucket `feeds`. */
  readonly objects: Map<string, Kept>;
  readonly uploads: Map<string, Upload>;
  /** `METHOD key?query` of each request, in order. */
  readonly asked: string[];
  /** What a request is answered with instead; undefined: as usual. `cut`: the connection ends without an answer. */
  onRequest: (asked: string) => 'cut' | 'fail' | undefined;
  /** Objects a page of the list. */
  page: number;
  close(): void;
}

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const hash = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/** Why a request is not let in; undefined: it is. */
const refusalOf = (request: IncomingMessage, url: URL, body: Buffer): string | undefined => {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,SignedHeaders=([^,]+),Signature=(\w+)$/.exec(
      request.headers['authorization'] ?? '',
    );
  if (found === null) return 'AccessDenied';
  const [, key, day = '', region = '', names = '', signature] = found;
  if (key !== KEYS.access_key) return 'InvalidAccessKeyId';
  if (region !== REGION) return 'AuthorizationHeaderMalformed';
  if (request.headers['x-amz-content-sha256'] !== hash(body)) return 'XAmzContentSHA256Mismatch';
  const canonical = [
    request.method,
    url.pathname,
    [...url.searchParams]
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .toSorted()
      .join('&'),
    ...names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    names,
    hash(body),
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const signing = hmac(hmac(hmac(hmac(`AWS4${KEYS.secret_key}`, day), region), 's3'), 'aws4_request');
  return hmac(signing, text).toString('hex') === signature ? undefined : 'SignatureDoesNotMatch';
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

const xml = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`);
};
const error = (response: ServerResponse, status: number, code: string): void =>
  xml(response, status, `<Error><Code>${code}</Code><Message>A message &amp; more of ${code}.</Message></Error>`);

export const startObjectsStore = async (): Promise<ObjectsStore> => {
  const fake: Omit<ObjectsStore, 'origin' | 'close'> = {
    objects: new Map(),
    uploads: new Map(),
    asked: [],
    onRequest: () => undefined,
    page: 1000,
  };

  const list = (url: URL, response: ServerResponse): void => {
    const prefix = url.searchParams.get('prefix') ?? '';
    const after = url.searchParams.get('continuation-token') ?? '';
    const all = [...fake.objects]
      .filter(([key]) => key.startsWith(prefix) && key > after)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    const shown = all.slice(0, fake.page);
    const contents = shown.map(
      ([key, { at }]) => `<Contents><Key>${key}</Key><LastModified>${new Date(at).toISOString()}</LastModified></Contents>`,
    );
    const next = all.length > shown.length ? `<NextContinuationToken>${shown.at(-1)?.[0]}</NextContinuationToken>` : '';
    const truncated = `<IsTruncated>${next !== ''}</IsTruncated>`;
    xml(response, 200, `<ListBucketResult>${truncated}${contents.join('')}${next}</ListBucketResult>`);
  };

  const listUploads = (response: ServerResponse): void => {
    const all = [...fake.uploads].map(
      ([id, { key, at }]) =>
        `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>${new Date(at).toISOString()}</Initiated></Upload>`,
    );
    xml(
      response,
      200,
      `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${all.join('')}</ListMultipartUploadsResult>`,
    );
  };

  const get = (request: IncomingMessage, response: ServerResponse, key: string): void => {
    const kept = fake.objects.get(key);
    if (kept === undefined)
      return request.method === 'HEAD' ? void response.writeHead(404).end() : error(response, 404, 'NoSuchKey');
    const { bytes, at } = kept;
    const headers = { 'last-modified': new Date(at).toUTCString(), 'content-length': bytes.length };
    if (request.method === 'HEAD') return void response.writeHead(200, headers).end();
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers['range'] ?? '');
    if (range === null) return void response.writeHead(200, headers).end(bytes);
    const part = bytes.subarray(Number(range[1]), Number(range[2]) + 1);
    const of = `bytes ${range[1]}-${Number(range[1]) + part.length - 1}/${bytes.length}`;
    response.writeHead(206, { ...headers, 'content-length': part.length, 'content-range': of }).end(part);
  };

  const upload = (request: IncomingMessage, response: ServerResponse, url: URL, key: string, body: Buffer): void => {
    const id = url.searchParams.get('uploadId') ?? '';
    const found = fake.uploads.get(id);
    if (request.method === 'POST' && url.searchParams.has('uploads')) {
      const made = randomUUID();
      fake.uploads.set(made, { key, parts: new Map(), at: Date.now() });
      return xml(response, 200, `<InitiateMultipartUploadResult><UploadId>${made}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (found === undefined) return error(response, 404, 'NoSuchUpload');
    if (request.method === 'DELETE') {
      fake.uploads.delete(id);
      return void response.writeHead(204).end();
    }
    if (request.method === 'PUT') {
      const etag = `"${hash(body).slice(0, 32)}"`;
      found.parts.set(Number(url.searchParams.get('partNumber')), { bytes: body, etag });
      return void response.writeHead(200, { etag }).end();
    }
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]*)<\/ETag>/g)];
    const parts = named.map(([, number, etag]) => {
      const part = found.parts.get(Number(number));
      return part?.etag === etag?.replaceAll('&quot;', '"') ? part?.bytes : undefined;
    });
    if (parts.length === 0 || parts.includes(undefined)) return error(response, 400, 'InvalidPart');
    fake.objects.set(key, { bytes: Buffer.concat(parts as Buffer[]), at: Date.now() });
    fake.uploads.delete(id);
    xml(response, 200, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const body = await bodyOf(request);
    const [, bucket, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const query = [...url.searchParams.keys()].filter((name) => name !== 'prefix').join('&');
    const asked = `${request.method} ${key}${query === '' ? '' : `?${query}`}`;
    fake.asked.push(asked);
    const instead = fake.onRequest(asked);
    if (instead === 'cut') return void request.socket.destroy();
    if (instead === 'fail') return error(response, 503, 'SlowDown');
    const refusal = refusalOf(request, url, body);
    if (refusal !== undefined) return error(response, 403, refusal);
    if (bucket !== 'feeds') return error(response, 404, 'NoSuchBucket');
    if (key === '') return url.searchParams.has('uploads') ? listUploads(response) : list(url, response);
    if (url.searchParams.has('uploads') || url.searchParams.has('uploadId')) return upload(request, response, url, key, body);
    if (request.method === 'PUT') {
      fake.objects.set(key, { bytes: body, at: Date.now() });
      return void response.writeHead(200).end();
    }
    if (request.method === 'DELETE') {
      fake.objects.delete(key);
      return void response.writeHead(204).end();
    }
    get(request, response, key);
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
};
