import type { MiddlewareHandler } from 'hono';
import { type Env, RequestError, type Serving } from './env.ts';

/** No script but the console's own files, nothing from elsewhere, in nobody's frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** Answers only requests for its own hosts: a name that somebody else's DNS points here is none. */
export const secured =
  ({ hosts, isSecure }: Serving): MiddlewareHandler<Env> =>
  async (asked, next) => {
    for (const [name, value] of Object.entries(HEADERS)) asked.header(name, value);
    if (isSecure) asked.header('strict-transport-security', 'max-age=31536000');
    asked.header('cache-control', 'no-store');
    const host = asked.req.header('host') ?? '';
    if (!hosts.includes(host.toLowerCase()))
      throw new RequestError(
        421,
        'serve.host',
        'This server does not go by that name.',
        'Name it with --name where a proxy stands in front.',
      );
    await next();
  };
