import type { SecretOption } from '../../api/options/secret-options.ts';
import type { Place } from '../../language/basics/place.ts';
import { maskPlain } from '../../mock/cassette/mask-request.ts';
import type { RecordedRequest } from '../../mock/vendor/mock-request.ts';
import type { ExpectedRequest } from '../case/case-shape.ts';
import { differences, holds, shownValue, type Difference } from './difference.ts';

/** A request as a case shows it: secrets by the names of their options. */
export interface ShownRequest {
  readonly request: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
  readonly text: string;
}

export const shownRequest = ({ method, url, headers, body }: RecordedRequest, secrets: readonly SecretOption[]): ShownRequest => {
  const masked = (text: string): string => maskPlain(text, secrets);
  const text = masked(body.toString('utf8'));
  return {
    request: `${method} ${masked(url)}`,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, masked(value)])),
    json: parsed(text),
    text,
  };
};

const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
};

interface WholeRequest {
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: string;
}

const whole = (expected: ExpectedRequest): WholeRequest =>
  typeof expected === 'string' ? { request: expected } : (expected as WholeRequest);

const fits = (expected: WholeRequest, actual: ShownRequest): boolean => holds(expected, actual);

export const compareRequests = (
  expected: readonly ExpectedRequest[],
  actual: readonly ShownRequest[],
  anyOrder: boolean,
  place: Place,
): readonly Difference[] => {
  const wanted = expected.map(whole);
  if (anyOrder) return compareUnordered(wanted, actual, place);
  const longest = Math.max(wanted.length, actual.length);
  return Array.from({ length: longest }, (_, index): readonly Difference[] => {
    const [one, other] = [wanted[index], actual[index]];
    const what = `requests ${index + 1}`;
    if (one === undefined) return [{ what, expected: undefined, actual: other?.request, place }];
    if (other === undefined) return [{ what, expected: one.request, actual: undefined, place }];
    return differences(what, one, other, place, false);
  }).flat();
};

const compareUnordered = (
  wanted: readonly WholeRequest[],
  actual: readonly ShownRequest[],
  place: Place,
): readonly Difference[] => {
  const left = [...actual];
  const missing = wanted.filter((one) => {
    const at = left.findIndex((other) => fits(one, other));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((one) => ({ what: 'requests', expected: shownValue(one), actual: undefined, place })),
    ...left.map(({ request }) => ({ what: 'requests', expected: undefined, actual: request, place })),
  ];
};
