import { escapePattern } from '../../language/escape-pattern.ts';
import { UsageError } from '../../language/basics/errors.ts';

/** `GET /cases/{id}`, ready to be compared with requests. */
export interface RoutePattern {
  readonly text: string;
  /** The decoded segments that stand for the names in braces, or undefined where it does not fit. */
  match(method: string, path: string): Readonly<Record<string, string>> | undefined;
  /** Fits every request that the other fits, as far as their texts tell. */
  covers(other: string): boolean;
}

const PATTERN = /^([A-Z]+|\*) (\/\S*|\*)$/;
/** Longer than the paths that servers take; what is longer still is no regular expression any more. */
export const LONGEST_ROUTE = 8192;
const PLACE = /\{([a-z_][a-z0-9_]*)\}/gi;

/** A pattern for faults may also say `*` for any method, any path, or be `*` alone. Throws UsageError `mock.bad-route`. */
export function routePattern(text: string): RoutePattern {
  const [, method, path] = PATTERN.exec(text === '*' ? '* *' : text) ?? [];
  if (method === undefined || path === undefined || text.length > LONGEST_ROUTE) {
    throw new UsageError('mock.bad-route', `"${text.slice(0, 80)}" is not a route.`, {
      hint: 'Write a method and a path, as in "GET /cases/{id}".',
    });
  }
  const names = [...path.matchAll(PLACE)].map((place) => place[1] ?? '');
  const literal = path.split(PLACE).filter((_, index) => index % 2 === 0);
  const expression = new RegExp(path === '*' ? '' : `^${literal.map(escapePattern).join('([^/]+)')}$`);
  const match: RoutePattern['match'] = (requestMethod, requestPath) => {
    if (method !== '*' && method !== requestMethod) return undefined;
    const found = expression.exec(requestPath);
    if (found === null) return undefined;
    const values = names.map((name, index) => [name, decoded(found[index + 1] ?? '')] as const);
    return values.some(([, value]) => value === undefined) ? undefined : (Object.fromEntries(values) as Record<string, string>);
  };
  return {
    text,
    match,
    covers(other) {
      const [otherMethod = '', otherPath = ''] = other.split(' ');
      return match(otherMethod, otherPath.replace(PLACE, ANY_SEGMENT)) !== undefined;
    },
  };
}

/** Stands for whatever a name in braces may be: no route writes it out. */
const ANY_SEGMENT = '\u0001';

/** Names in the braces of a route, in their order; undefined where its braces are none. */
export function paramsOf(text: string): readonly string[] | undefined {
  return /[{}]/.test(text.replace(PLACE, '')) ? undefined : [...text.matchAll(PLACE)].map((place) => place[1] ?? '');
}

/** Undefined where the escapes are none: such a path fits no route. */
export function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
