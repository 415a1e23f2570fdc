import type { RequestView } from '../vendor/mock-request.ts';
import { maskRequest, type NamedSecret } from './mask-request.ts';

/** What requests are compared by: texts in which the order of query parameters and of JSON members does not count. */
export type RequestKey = readonly [request: string, query: string, body: string];

/** The boundary of a multipart body is made of its content, secrets included. */
const BOUNDARY = /feedwright-[0-9a-f]{40}/g;

export const requestKey = (
  { method, path, query, text, json, form }: Omit<RequestView, 'headers'>,
  secrets: readonly NamedSecret[],
): RequestKey => {
  const canonical = (value: unknown): string => JSON.stringify(sorted(value, secrets));
  return [
    `${method} ${maskRequest(path, secrets)}`,
    canonical(query),
    form === undefined
      ? json === undefined
        ? maskRequest(text.replaceAll(BOUNDARY, ''), secrets)
        : canonical(json)
      : canonical(form),
  ];
};

const sorted = (value: unknown, secrets: readonly NamedSecret[]): unknown => {
  if (typeof value === 'string') return maskRequest(value, secrets);
  if (Array.isArray(value)) return value.map((one) => sorted(one, secrets));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, sorted(one, secrets)] as const);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};
