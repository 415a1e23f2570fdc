import { createReadStream, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { Hono } from 'hono';
import type { ObjectKey } from '../../contract/objects.ts';
import { type Asked, bodyOf, type Env, notFound, queryOf, readBody, RequestError, type Serving } from '../env.ts';
import { asks, noted } from '../guard.ts';

const QUERY = ['type', 'subtype', 'value', 'text', 'source', 'status', 'tag', 'attribute', 'since', 'limit', 'after'] as const;
const KEY = { type: 'string', subtype: 'string', value: 'string', identity: 'string?' } as const;

const keyOf = (asked: Asked): ObjectKey => {
  const { type, subtype = '', value, identity } = queryOf(asked, 'type', 'subtype', 'value', 'identity');
  if (type === undefined || value === undefined)
    throw new RequestError(400, 'serve.query', 'An object is asked for by type, subtype and value.');
  return { type, subtype, value, ...(identity === undefined ? {} : { identity }) };
};

/** As a name for a download: nothing that a header or a disk takes amiss. */
const safeName = (name: string | undefined): string => (name ?? '').replaceAll(/[^\w.-]+/g, '_').slice(0, 100) || 'attachment';

export const objectRoutes = (app: Hono<Env>, serving: Serving): void => {
  const { reads } = serving.core.pools;
  app.get('/api/objects', async (asked) => asked.json(await reads.ask('objects', { query: queryOf(asked, ...QUERY) })));
  app.get('/api/object', async (asked) => asked.json(await reads.ask('object', { key: keyOf(asked) })));
  app.post('/api/object/reveal', asks('operator'), async (asked) => {
    const key = readBody<ObjectKey>(await bodyOf(asked), KEY);
    noted(serving, asked, { what: 'reveal', on: `${key.type}:${key.value}` });
    return asked.json(await reads.ask('reveal', { key }));
  });
  app.get('/api/attachments/:sha256', asks('operator'), async (asked) => {
    const sha256 = asked.req.param('sha256');
    const { name } = queryOf(asked, 'name');
    const found = /^[0-9a-f]{64}$/.test(sha256) ? await reads.ask('attachment', { sha256 }) : null;
    if (found === null) throw notFound('such attachment');
    noted(serving, asked, { what: 'download', on: sha256 });
    const content = createReadStream(found.path);
    // What is open can be read to its end.
    if (found.isCopy) content.once('open', () => rmSync(found.path, { force: true }));
    // It is never shown: whatever it is, a browser puts it on the disk.
    return asked.body(Readable.toWeb(content) as ReadableStream, 200, {
      'content-type': 'application/octet-stream',
      'content-length': String(found.size),
      'content-disposition': `attachment; filename="${safeName(name)}"`,
      'content-security-policy': "sandbox; default-src 'none'",
    });
  });
};
