import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { MiddlewareHandler } from 'hono';
import type { Env } from './env.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** Its name changes with its content. */
  readonly isLasting: boolean;
}

/** `name-HASH.js` */
const HASHED = /[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

/** All files of the folder, read once: what is not among them is not there, however it is spelt. */
const filesIn = (folder: string): ReadonlyMap<string, StaticFile> => {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.flatMap(({ parentPath, name }) => {
      const type = TYPES[extname(name)];
      if (type === undefined) return [];
      const path = join(parentPath, name);
      const bytes = new Uint8Array(readFileSync(path));
      const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
      return [[`/${relative(folder, path).split(sep).join('/')}`, { bytes, type, etag, isLasting: HASHED.test(name) }] as const];
    }),
  );
};

/** The console's files. Any address that is no file's is the console's own: it shows the page that is meant. */
export const staticFiles = (folder: string | undefined): MiddlewareHandler<Env> => {
  const files = folder === undefined ? new Map<string, StaticFile>() : filesIn(folder);
  return async (asked, next) => {
    const { path } = asked.req;
    if (/^\/api(\/|$)/.test(path)) return next();
    const found = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined);
    if (found === undefined) return next();
    const { bytes, type, etag, isLasting } = found;
    const caching = isLasting ? 'public, max-age=31536000, immutable' : 'no-cache';
    asked.header('cache-control', caching);
    asked.header('etag', etag);
    if (asked.req.header('if-none-match') === etag) return asked.body(null, 304);
    return asked.body(bytes, 200, { 'content-type': type });
  };
};
