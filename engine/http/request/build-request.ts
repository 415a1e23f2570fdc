import { gzipSync } from 'node:zlib';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { RequestSpec, SizeLimits } from '../../language/model.ts';
import type { TreeMap } from '../../language/basics/value.ts';
import type { HttpRequest } from '../http.ts';
import { addressOf } from './request-address.ts';
import { bodyOf } from './request-body.ts';
import { membersOf, textsOf, type Member } from './request-text.ts';

export interface BuildContext {
  /** The connection's address; it may have a path, which stands before the request's. */
  readonly base: URL;
  readonly evaluator: Evaluator;
  readonly scope: Scope;
  /** What the request is for, in messages. */
  readonly label: string;
  /** From the widest to the narrowest: of the same name the last wins, the request's own over all. */
  readonly headers: readonly (TreeMap | undefined)[];
  readonly limits: SizeLimits | undefined;
}

/**
 * A request as its definition says it. Throws EngineError, placed in the definition: `request.missing` for a value that is not
 * there, `request.not-a-text`, `request.address`, `request.header`.
 */
export function buildRequest(spec: RequestSpec, { base, evaluator, scope, label, headers, limits }: BuildContext): HttpRequest {
  const body = spec.body === undefined ? undefined : bodyOf(spec.body, spec.place, evaluator, scope);
  const given = [...headers, spec.headers].flatMap((tree) => membersOf(tree, evaluator, scope).map(header));
  return {
    method: spec.method,
    url: addressOf(spec, base, evaluator, scope),
    headers: Object.fromEntries([
      ['accept', '*/*'],
      ...(body === undefined ? [] : [['content-type', body.contentType]]),
      ...given,
      ...(spec.compress === undefined ? [] : [['content-encoding', spec.compress]]),
    ]),
    body: body === undefined || spec.compress === undefined ? body?.content : gzipSync(body.content),
    idempotent: spec.idempotent,
    place: spec.place,
    label,
    ...(limits === undefined ? {} : { limits }),
  };
}

/** Set by what carries the request: given by hand they would tell one thing and send another. */
const OURS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'te',
  'trailer',
  'upgrade',
  'keep-alive',
  'proxy-authorization',
]);

/** RFC 9110, section 5.5: no control characters, nothing beyond ISO 8859-1. */
function header(member: Member): readonly [string, string] {
  const name = member.name.toLowerCase();
  const text = textsOf(member).join(', ').trim();
  const refuse = (says: string, hint: string) =>
    new EngineError('request.header', `The header "${member.name}" ${says}.`, { place: member.place, hint });
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name))
    throw refuse('has a name that no header can have', 'Use letters, digits and "-".');
  if (OURS.has(name)) throw refuse('is set by the engine', 'Leave it out.');
  if (/[^\t\x20-\x7e\x80-\xff]/.test(text))
    throw refuse(
      'has a line break or another character that no header can carry',
      'Encode the value, with $encodeUrlComponent(…) or $base64encode(…).',
    );
  return [name, text];
}
