import { existsSync } from 'node:fs';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { acme, CANARY, json, usual, type Answer } from './acme.ts';

const utf8 = Buffer.from(CANARY);
const percent = encodeURIComponent(CANARY);
const each = (text: string, made: (code: number) => string): string =>
  Array.from({ length: text.length }, (_, at) => made(text.charCodeAt(at))).join('');

/** What must be nowhere, written by hand: pieces that no other text has. */
const FORMS: Readonly<Record<string, string>> = {
  plain: CANARY,
  'percent-encoded': percent,
  'percent-encoded in lower case': percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  'form-encoded': percent.replaceAll('%20', '+'),
  'JSON within JSON': JSON.stringify(JSON.stringify(CANARY)).slice(1, -1),
  'JSON with escaped slashes': JSON.stringify(CANARY)
    .slice(1, -1)
    .replaceAll('/', String.raw`\/`),
  'JSON with every character escaped': each(CANARY, (code) => String.raw`\u${code.toString(16).padStart(4, '0')}`),
  base64: utf8.toString('base64'),
  'base64 behind one byte': Buffer.from(`a${CANARY}b`).toString('base64'),
  'base64 behind two bytes': Buffer.from(`ab${CANARY}bc`).toString('base64'),
  'user and password': Buffer.from(`someone:${CANARY}`).toString('base64'),
  base64url: Buffer.from(`??${CANARY}??`).toString('base64url'),
  hex: utf8.toString('hex'),
  'hex in upper case': utf8.toString('hex').toUpperCase(),
  'HTML entities': CANARY.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  'HTML entities, numbered': each(CANARY, (code) => `&#${code};`),
};

const NEEDLES = [
  'cAnary',
  ...[0, 1, 2].map((offset) =>
    Buffer.from(`${'x'.repeat(offset)}cAnary+7 key`)
      .toString('base64')
      .slice(4, 12),
  ),
  utf8.toString('hex').slice(0, 12),
  String.raw`\u0063\u0041\u006e`,
  '&#99;&#65;&#110;',
];

const holding = (files: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(files).flatMap(([name, text]) =>
    NEEDLES.filter((needle) => text.toLowerCase().includes(needle.toLowerCase())).map((needle) => `${name}: ${needle}`),
  );

const withText =
  (text: string | Buffer, type = 'application/json'): Answer =>
  (request, response) => {
    if (request.url?.startsWith('/domains') !== true) return usual(request, response);
    response.writeHead(200, { 'content-type': type }).end(text);
  };

const bodyWith = (form: string): string => `{"data":[{"id":1,"name":"a.example","owner":{"id":"OWN-10001"}}],"echo":"${form}"}`;

describe('a secret in an answer', () => {
  test.each(Object.entries(FORMS).filter(([name]) => name !== 'plain'))('is taken out as %s', async (_, form) => {
    const place = await acme(withText(bodyWith(form.replaceAll(/(?<!\\)"/g, String.raw`\"`))));
    const { secrets } = await place.record();
    expect(secrets).toBeGreaterThan(0);
    expect(holding(place.written())).toEqual([]);
    expect((await place.play()).differences).toEqual([]);
  });

  test('is taken out where chunks split it, and out of headers and cookies', async () => {
    const text = bodyWith(JSON.stringify(CANARY).slice(1, -1));
    const half = text.indexOf('cAnary') + 5;
    const place = await acme((request, response) => {
      if (request.url?.startsWith('/domains') !== true) return usual(request, response);
      const token = utf8.toString('base64url');
      response.writeHead(200, {
        'content-type': 'application/json',
        'x-echo': percent,
        'set-cookie': [`a=${token}; Path=/`, 'b=1'],
      });
      response.write(text.slice(0, half));
      setTimeout(() => response.end(text.slice(half)), 20);
    });
    const { played } = await place.record();
    expect(played.differences).toEqual([]);
    const written = place.written();
    expect(holding(written)).toEqual([]);
    expect(written['cassette.yaml']).toContain('x-echo: "<api_key>"');
    expect(written['001-domains.json']).toContain('"echo":"<api_key>"');
  });

  test('stands by its name in query, form and header of the request', async () => {
    const place = await acme();
    await place.record();
    const written = place.written();
    expect(holding(written)).toEqual([]);
    expect(written['cassette.yaml']).toContain('request: "POST /domains?key=<api_key>"');
    expect(written['cassette.yaml']).toContain('text: "key=<api_key>&pair=<api_key>');
    expect(written['cassette.yaml']).toContain('x-basic: "Basic <api_key>');
  });

  test.each([
    ['a gzip file', gzipSync(bodyWith(FORMS['hex'] ?? ''))],
    ['a gzip file in a gzip file', gzipSync(gzipSync(bodyWith(FORMS['base64'] ?? '')))],
    ['a ZIP', zipOf(bodyWith(FORMS['percent-encoded'] ?? ''))],
  ])('keeps everything from being written where it stands within %s', async (_, packed) => {
    const place = await acme(withText(packed, 'application/gzip'));
    const error = await place.record().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'record.secret' });
    expect((error as Error).message).toMatch(/^Nothing was written: 001-domains\.gz would hold the secret api_key \(.*within a/);
    expect(existsSync(place.path('fixtures'))).toBe(false);
  });

  test('of three characters is refused, since it cannot be told from other text', async () => {
    const place = await acme(usual, 'abc');
    await expect(place.record()).rejects.toMatchObject({ code: 'record.short-secret' });
    expect(existsSync(place.path('fixtures'))).toBe(false);
  });

  test('of six characters is taken out where it stands alone', async () => {
    const place = await acme((request, response) => {
      if (request.url?.startsWith('/domains') !== true) return usual(request, response);
      json(response, { data: [{ id: 1, name: 'a.example', owner: { id: 'OWN-10001' } }], echo: 'key abc12z, not abc12zoo' });
    }, 'abc12z');
    const { played } = await place.record();
    expect(played.differences).toEqual([]);
    expect(place.written()['001-domains.json']).toContain('key <api_key>, not abc12zoo');
    expect(place.written()['cassette.yaml']).toContain('POST /domains?key=<api_key>');
  });
});

/** A ZIP with one member, without its directory. */
function zipOf(text: string): Buffer {
  const content = deflateRawSync(text);
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(text.length, 22);
  header.writeUInt16LE(1, 26);
  return Buffer.concat([header, Buffer.from('a'), content]);
}
