import type { Bound, Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { RequestSpec } from '../../language/model.ts';
import type { Place } from '../../language/basics/place.ts';
import type { Tmpl, Value } from '../../language/basics/value.ts';
import { percentEncode } from './percent-encode.ts';
import { membersOf, textsOf } from './request-text.ts';

/** Base address, path and query; a whole address in `path` stands for itself. Throws `request.missing`, `request.address`. */
export function addressOf(spec: RequestSpec, base: URL, evaluator: Evaluator, scope: Scope): URL {
  const path = pathOf(spec.path, evaluator, scope);
  const place = spec.path.place;
  const prefix = `${base.origin}${base.pathname.replace(/\/+$/, '')}`;
  const address = /^https?:\/\//i.test(path) ? path : `${prefix}${/^([/?]|$)/.test(path) ? '' : '/'}${path}`;
  const [beforeHash = ''] = address.split('#');
  const query = membersOf(spec.query, evaluator, scope)
    .flatMap((member) => textsOf(member).map((text) => `${percentEncode(member.name)}=${percentEncode(text)}`))
    .join('&');
  const joint = query === '' ? '' : beforeHash.includes('?') ? '&' : '?';
  const url = URL.parse(`${beforeHash}${joint}${query}`);
  if (url !== null) return url;
  throw new EngineError('request.address', 'The path makes no address.', {
    place,
    hint: 'Write it as /path, or as a whole address with https://.',
  });
}

function pathOf(value: Value, evaluator: Evaluator, scope: Scope): string {
  const path =
    value.kind === 'tmpl'
      ? segments(value, evaluator).evaluate(undefined, scope)
      : evaluator.value(value).evaluate(undefined, scope);
  if (value.kind === 'literal' && path === '') return '';
  if (typeof path !== 'string' || path.trim() === '') throw missingPart(value.place);
  if (/^(?!https?:)[a-z][a-z0-9+.-]*:\/\//i.test(path)) {
    throw new EngineError('request.address', 'The address is neither http nor https.', {
      place: value.place,
      hint: 'Write it as /path, or as a whole address with https://.',
    });
  }
  if (value.kind !== 'literal' && climbs(path)) {
    throw new EngineError('request.address', 'A part of the path came out as "." or "..", which would lead elsewhere.', {
      place: value.place,
      hint: 'Leave such records out, or send the value in the query.',
    });
  }
  return path;
}

/** Would a part of it be taken for "here" or "one up"? The path of a whole address is the vendor's own. */
const climbs = (path: string): boolean =>
  !/^https?:\/\//i.test(path) && (path.split(/[?#]/)[0] ?? '').split(/[/\\]/).some((part) => /^(\.|%2e){1,2}$/i.test(part));

const templates = new WeakMap<Evaluator, WeakMap<Tmpl, Bound>>();

/** Each `{{ }}` is one percent-encoded segment. */
function segments(tmpl: Tmpl, evaluator: Evaluator): Bound {
  const known = templates.get(evaluator) ?? new WeakMap<Tmpl, Bound>();
  templates.set(evaluator, known);
  const encode = (text: string): string => {
    if (text.trim() === '') throw missingPart(tmpl.place);
    return percentEncode(text);
  };
  const found = known.get(tmpl) ?? evaluator.template(tmpl, encode);
  known.set(tmpl, found);
  return found;
}

const missingPart = (place: Place): EngineError =>
  new EngineError('request.missing', 'A part of the path has no value.', {
    place,
    hint: 'Make sure that it is there, with `when:` or a filter.',
  });
