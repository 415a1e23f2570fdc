/** Bodies of any size that no memory holds: a JSON list, XML and a ZIP of CSV, made while they are sent, and what a run needs for them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { crc32, createDeflateRaw } from 'node:zlib';
import { measuredProcess } from './measured-process.ts';

/** `made` is told how many records have been made. */
type Made = (records: number) => void;
type Plain = (bytes: number, made?: Made) => Iterable<string>;

const text = (index: number): string => `a made-up note of record ${index}, ${(index * 2654435761) % 4294967296} and on`;

function* joined(
  [start, between, end]: readonly [string, string, string],
  row: (index: number) => string,
  bytes: number,
  made?: Made,
): Iterable<string> {
  let sent = start.length;
  yield start;
  for (let index = 0; sent < bytes;) {
    let chunk = '';
    for (; chunk.length < 64 * 1024 && sent + chunk.length < bytes; index++) chunk += (index === 0 ? '' : between) + row(index);
    sent += chunk.length;
    made?.(index);
    yield chunk;
  }
  yield end;
}

const json: Plain = (bytes, made) =>
  joined(['{"data":{"items":[', ',', ']}}'], (n) => `{"id":"${n}","name":"h${n}.example","note":"${text(n)}"}`, bytes, made);
const item = (n: number): string => `<item><id>${n}</id><name>h${n}.example</name><note>${text(n)}</note></item>`;
const xml: Plain = (bytes, made) => joined(['<feed><items>', '\n', '</items></feed>'], item, bytes, made);
const csv: Plain = (bytes, made) => joined(['id,name,note\n', '\n', '\n'], (n) => `${n},h${n}.example,"${text(n)}"`, bytes, made);

/** One entry whose sizes and checksum stand behind it, as writers to a pipe do. */
async function* zipped(name: string, content: Iterable<string>): AsyncIterable<Uint8Array> {
  const bytes = (...fields: readonly (readonly [value: number, width: 2 | 4])[]): Buffer =>
    Buffer.concat(
      fields.map(([value, width]) => {
        const field = Buffer.alloc(width);
        field.writeUIntLE(value, 0, width);
        return field;
      }),
    );
  let [checksum, size, compressed] = [0, 0, 0];
  const plain = function* (): Iterable<Buffer> {
    for (const part of content) {
      const chunk = Buffer.from(part);
      checksum = crc32(chunk, checksum);
      size += chunk.length;
      yield chunk;
    }
  };
  const head = bytes([20, 2], [8, 2], [8, 2], [0, 4]);
  const local = Buffer.concat([
    Buffer.from('PK\x03\x04'),
    head,
    bytes([0, 4], [0, 4], [0, 4], [name.length, 2], [0, 2]),
    Buffer.from(name),
  ]);
  yield local;
  for await (const chunk of Readable.from(plain()).compose(createDeflateRaw({ level: 1 })) as AsyncIterable<Buffer>) {
    compressed += chunk.length;
    yield chunk;
  }
  const sums = bytes([checksum, 4], [compressed, 4], [size, 4]);
  yield Buffer.concat([Buffer.from('PK\x07\x08'), sums]);
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    bytes([20, 2]),
    head,
    sums,
    bytes([name.length, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [0, 4]),
    Buffer.from(name),
  ]);
  yield entry;
  const at = local.length + compressed + 16;
  yield Buffer.concat([Buffer.from('PK\x05\x06'), bytes([0, 4], [1, 2], [1, 2], [entry.length, 4], [at, 4], [0, 2])]);
}

export interface LargeBody {
  readonly name: string;
  readonly decode: string;
  readonly records: string;
  readonly body: (bytes: number, made?: Made) => Iterable<string> | AsyncIterable<Uint8Array>;
}

/** Of each kind at least so many bytes as are asked for, those in the ZIP counted as they are in it. */
export const largeBodies: readonly LargeBody[] = [
  { name: 'json', decode: '[json]', records: 'data.items', body: json },
  { name: 'xml', decode: '[xml]', records: 'feed.items.item', body: xml },
  { name: 'zip', decode: '[zip, csv]', records: '$', body: (bytes, made) => zipped('rows.csv', csv(bytes, made)) },
];

const definition = ({ name, decode, records }: LargeBody): string => `language: 1
name: large-${name}
title: Large
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http:
    base_url: !tmpl "{{@user.host}}"
    limits: { response: 8 GB, decompressed: 8 GB }
    timeouts: { call: PT1H }
endpoints:
  all: { request: { path: /${name} }, decode: ${decode}, records: ${records}, key: !expr id }
feeds:
  all:
    title: Large
    source: all
    filters:
      - { keep: !expr "$contains(id, /000$/)", because: not every thousandth }
    report: { host: { type: indicator, subtype: FQDN, value: !expr name } }
`;

export interface LargeFigures {
  readonly name: string;
  readonly megabytes: number;
  readonly records: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

const bin = fileURLToPath(new URL('../../engine/cli/feedwright.mjs', import.meta.url));

/** A run for each kind of body, each a process of its own beside this one, which makes and sends them. */
export async function largeBench(bytes: number): Promise<LargeFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-large-'));
  const server = createServer((request, response) => {
    const asked = largeBodies.find(({ name }) => request.url === `/${name}`);
    if (asked === undefined) return void response.writeHead(404).end();
    pipeline(Readable.from(asked.body(bytes), { objectMode: false }), response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const figures: LargeFigures[] = [];
  try {
    for (const body of largeBodies) {
      const file = join(folder, `${body.name}.yaml`);
      writeFileSync(file, definition(body));
      const store = `sqlite:${join(folder, `${body.name}.db`)}`;
      const ended = await measuredProcess([bin, 'run', `${file}#all`, '--json', '--store', store, '--set', `host=${origin}`]);
      const row = JSON.parse(ended.stdout) as { records: { fetched: number } };
      figures.push({
        name: body.name,
        megabytes: bytes / 1e6,
        records: row.records.fetched,
        seconds: ended.wall / 1000,
        peakMegabytes: ended.peak / 1e6,
      });
    }
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return figures;
}

export const largeTable = (figures: readonly LargeFigures[]): string =>
  [
    '| body | MB | records | s | MB/s | peak MB |',
    '| --- | --: | --: | --: | --: | --: |',
    ...figures.map(
      ({ name, megabytes, records, seconds, peakMegabytes }) =>
        `| ${[name, megabytes.toFixed(0), records.toLocaleString('en'), seconds.toFixed(1), (megabytes / seconds).toFixed(0), peakMegabytes.toFixed(0)].join(' | ')} |`,
    ),
  ].join('\n');
