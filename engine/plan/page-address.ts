import { EngineError } from '../language/basics/errors.ts';
import type { Endpoint } from '../language/model.ts';

/** A next address is resolved against its page; the client holds it to the connection's hosts. */
export function resolveAddress(next: string, base: URL, endpoint: Endpoint): URL {
  if (endpoint.fields !== undefined) {
    throw new EngineError(
      'paginate.fields',
      `"${endpoint.name}" goes on at an address that its vendor gave, which can't be asked for each part of its fields.`,
      {
        place: endpoint.fields.place,
        hint: 'Use a paginator that counts or names pages, or ask for all fields in one call.',
      },
    );
  }
  const resolved = URL.parse(next, base.href);
  if (
    resolved !== null &&
    (resolved.protocol === 'https:' || resolved.protocol === 'http:') &&
    resolved.username === '' &&
    resolved.password === ''
  )
    return resolved;
  throw new EngineError(
    'paginate.address',
    `The address of a page that "${endpoint.name}" is to go on at is no plain http address.`,
    { place: endpoint.paginate?.place },
  );
}
