import type { OutboundObject } from '../../../object/outbound.ts';
import type { RemoteContext } from '../sink.ts';
import type { ThreatqApi } from './api.ts';
import type { Home } from './body.ts';
import { type Found, foundIn } from './records.ts';

export interface Upload {
  readonly object: OutboundObject;
  readonly home: Home;
  /** It may have been sent before. */
  readonly attempted: boolean;
}

/** Digits of a hash that tell two contents of one name apart. */
export const BRIEF = 16;

/** Files, in one step: a form with the content and what is said of it. */
export class Attachments {
  readonly #api: ThreatqApi;
  readonly #context: RemoteContext;
  readonly #maxBytes: number;

  constructor(api: ThreatqApi, context: RemoteContext, maxBytes: number) {
    this.#api = api;
    this.#context = context;
    this.#maxBytes = maxBytes;
  }

  async upload({ object, home, attempted }: Upload): Promise<Found | { readonly refused: string }> {
    const { content } = object;
    if (content === undefined) return { refused: 'its content has not come yet' };
    if (content.size > this.#maxBytes) return { refused: `it has ${content.size} bytes, more than max_file` };
    const known = attempted ? await this.named(object) : undefined;
    if (known !== undefined) return known;
    const parts = await this.#context.content(content.sha256);
    if (parts === undefined) return { refused: 'its content is not in the store any more' };
    const boundary = `feedwright-${content.sha256}`;
    const said = await this.#api.call({
      method: 'POST',
      path: 'attachments',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: await formOf(boundary, object, home, parts),
      label: 'add a file',
      idempotent: false,
    });
    if ('refused' in said) return { refused: said.refused };
    return foundIn(said.data)[0] ?? { refused: 'the answer names no file' };
  }

  /** The file of this name, and of this content where that is known, or else the only one; undefined where there is none. */
  async named(object: OutboundObject): Promise<Found | undefined> {
    const json = { criteria: { name: object.value }, filters: {} };
    const said = await this.#api.call({ method: 'POST', path: 'attachments/query', json, label: 'look for a file' });
    if (!('data' in said)) return undefined;
    const found = foundIn(said.data).filter(({ name }) => name === object.value);
    if (object.content === undefined) return found.length === 1 ? found[0] : undefined;
    return found.find(({ title }) => title === undefined || title === titleOf(object));
  }
}

/** Two files may have one name: the content tells them apart. */
const titleOf = ({ title, value, content }: OutboundObject): string =>
  `${title ?? value} [SHA-256 ${content?.sha256.slice(0, BRIEF) ?? ''}]`;

/** RFC 7578, section 4.2: quotes and line ends of a name are percent-encoded. */
const quoted = (text: string): string => text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const formOf = async (
  boundary: string,
  object: OutboundObject,
  home: Home,
  parts: AsyncIterable<Uint8Array>,
): Promise<Uint8Array> => {
  const { value, content } = object;
  const fields = {
    name: value,
    title: titleOf(object),
    type: home.typeName ?? '',
    malware_locked: home.locked === true ? '1' : '0',
  };
  const head = Object.entries(fields)
    .map(([name, text]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
    .join('');
  const type = content?.mediaType ?? 'application/octet-stream';
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${quoted(value)}"\r\ncontent-type: ${quoted(type)}\r\n\r\n`;
  const chunks: Uint8Array[] = [Buffer.from(head + file)];
  for await (const part of parts) chunks.push(part);
  return Buffer.concat([...chunks, Buffer.from(`\r\n--${boundary}--\r\n`)]);
};
