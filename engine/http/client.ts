import { request as undiciRequest } from 'undici';
import { EngineError } from '../language/errors.ts';
import type { HttpClient, HttpPolicy, HttpResponse } from './http.ts';

export function createHttpClient(policy: HttpPolicy, _services: unknown): HttpClient {
  let requests = 0;
  let bytes = 0;
  return {
    async exchange(options) {
      const request = options.prepare ? await options.prepare(options.request, 0) : options.request;
      const url = new URL(request.url);
      if (policy.mockOrigin) { url.protocol = policy.mockOrigin.protocol; url.host = policy.mockOrigin.host; }
      requests++;
      const answer = await undiciRequest(url, { method: request.method as 'GET', headers: request.headers, body: request.body ?? null });
      const header = (name: string) => { const v = answer.headers[name.toLowerCase()]; return Array.isArray(v) ? v[0] : v; };
      const response: HttpResponse = {
        status: answer.statusCode, header, headers: answer.headers as never, url: request.url, contentType: header('content-type'),
        body: (async function* () { for await (const chunk of answer.body) { bytes += (chunk as Buffer).length; yield chunk as Uint8Array; } })(),
        bytes: async () => new Uint8Array(await answer.body.arrayBuffer()),
      };
      const verdict = options.onStatus?.(response) ?? (answer.statusCode < 300 ? 'consume' : 'fail');
      if (verdict !== 'consume') throw new EngineError('http.status', `${request.label} answered ${answer.statusCode}`);
      return options.consume(response, 0);
    },
    stats: () => ({ requests, retried: 0, bytes }),
    close: async () => undefined,
  };
}
