import { parseInstant } from '../../../language/basics/instant.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { LyingContent } from '../../../store/attachments/area.ts';
import type { S3Client } from './s3-client.ts';
import { elements, textOf } from './s3-xml.ts';

/** Names that this engine gives; anything else under the prefix is somebody else's, and is left alone. */
const OURS = /^[0-9a-f]{64}$/;

/** What lies under a prefix, and what of it was begun and never completed. */
export class S3Listing {
  readonly #client: S3Client;
  /** As it stands in addresses. */
  readonly #prefix: string;

  constructor(client: S3Client, prefix: string) {
    this.#client = client;
    this.#prefix = decodeURIComponent(prefix);
  }

  async *all(): AsyncGenerator<LyingContent, void> {
    for await (const one of this.#pages('ListBucketResult', 'Contents', { 'list-type': '2' }, nextObjects)) {
      const at = parseInstant(textOf(one, 'LastModified') ?? '');
      const key = this.#own(one);
      if (key !== undefined && at !== undefined) yield { name: key, sha256: key, at };
    }
    for await (const one of this.#pages('ListMultipartUploadsResult', 'Upload', { uploads: '' }, nextUploads)) {
      const at = parseInstant(textOf(one, 'Initiated') ?? '');
      const [key, id] = [this.#own(one), textOf(one, 'UploadId')];
      if (key !== undefined && id !== undefined && at !== undefined) yield { name: `${key}?${id}`, sha256: undefined, at };
    }
  }

  #own(element: string): string | undefined {
    const key = textOf(element, 'Key') ?? '';
    const name = key.slice(this.#prefix.length);
    return key.startsWith(this.#prefix) && OURS.test(name) ? name : undefined;
  }

  async *#pages(
    root: string,
    element: string,
    query: Readonly<Record<string, string>>,
    next: (xml: string) => Readonly<Record<string, string>>,
  ): AsyncGenerator<string, void> {
    let at: Readonly<Record<string, string>> = {};
    for (;;) {
      const asked = { ...query, ...at, prefix: this.#prefix };
      const { bytes } = await this.#client.send({ method: 'GET', key: '', query: asked, label: 'list what there is' });
      const xml = Buffer.from(bytes).toString('utf8');
      if (!xml.includes(`<${root}`)) throw unreadable(root);
      yield* elements(xml, element);
      if (textOf(xml, 'IsTruncated') !== 'true') return;
      const following = next(xml);
      // One that leads nowhere else would never end.
      if (JSON.stringify(following) === JSON.stringify(at)) throw unreadable(root);
      at = following;
    }
  }
}

const given = (xml: string, names: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(names).flatMap(([name, element]) =>
      (textOf(xml, element) ?? '') === '' ? [] : [[name, textOf(xml, element) as string]],
    ),
  );

const nextObjects = (xml: string): Readonly<Record<string, string>> =>
  given(xml, { 'continuation-token': 'NextContinuationToken' });
const nextUploads = (xml: string): Readonly<Record<string, string>> =>
  given(xml, { 'key-marker': 'NextKeyMarker', 'upload-id-marker': 'NextUploadIdMarker' });

const unreadable = (root: string): EngineError =>
  new EngineError('store.attachments-refused', `The list of attachments can't be read: it is no ${root}, or leads to itself.`, {
    hint: 'Check `endpoint` and `path_style` under `attachments:`.',
  });
