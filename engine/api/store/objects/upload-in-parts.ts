import { EngineError } from '../../../language/basics/errors.ts';
import type { Spooled } from '../../../store/attachments/spool.ts';
import type { S3Client } from './s3-client.ts';
import { textOf, xmlText } from './s3-xml.ts';

const LABEL = 'put a content in parts';

/** Part after part; the object is there once all are, and not before. What is left of an upload that fails goes. */
export const uploadInParts = async (client: S3Client, { sha256: key, size, read }: Spooled, part: number): Promise<void> => {
  const begun = await client.send({ method: 'POST', key, query: { uploads: '' }, label: LABEL });
  const uploadId = textOf(Buffer.from(begun.bytes).toString('utf8'), 'UploadId');
  if (uploadId === undefined) throw unreadable();
  try {
    const tags: string[] = [];
    for (let from = 0; from < size; from += part) {
      const query = { partNumber: String(tags.length + 1), uploadId };
      const { header } = await client.send({ method: 'PUT', key, query, body: read(from, part), label: LABEL });
      const tag = header('etag');
      if (tag === undefined) throw unreadable();
      tags.push(tag);
    }
    await complete(client, { key, uploadId, tags });
  } catch (error) {
    // Should this fail as well, `store compact` finds it.
    await client.send({ method: 'DELETE', key, query: { uploadId }, label: LABEL, expects: [404] }).catch(() => undefined);
    throw error;
  }
};

const complete = async (
  client: S3Client,
  { key, uploadId, tags }: { readonly key: string; readonly uploadId: string; readonly tags: readonly string[] },
): Promise<void> => {
  const parts = tags.map((tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${xmlText(tag)}</ETag></Part>`);
  const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
  const { status, bytes } = await client.send({ method: 'POST', key, query: { uploadId }, body, label: LABEL, expects: [404] });
  const xml = Buffer.from(bytes).toString('utf8');
  // It may answer 200 before it knows.
  if (status === 200 && !xml.includes('<Error>')) return;
  // An answer that was lost on the way: then the upload is gone, and the object there.
  if (status === 404 && (await client.send({ method: 'HEAD', key, label: LABEL, expects: [404] })).status === 200) return;
  throw client.refusal({ label: LABEL }, xml);
};

const unreadable = (): EngineError =>
  new EngineError('store.attachments-refused', 'The answer to an upload in parts is not what S3 gives.', {
    hint: 'Check `endpoint` and `path_style` under `attachments:`.',
  });
