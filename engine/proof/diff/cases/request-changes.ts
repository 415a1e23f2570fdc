import type { RecordedRequest } from '../../../mock/vendor/mock-request.ts';
import { plainBody } from '../../../mock/vendor/mock-request.ts';
import type { Change } from '../changes/change.ts';
import type { ChangeId } from '../changes/change-kinds.ts';
import type { Hidden } from './hide.ts';

/** Headers that are said elsewhere, or belong to the connection and not to the request. */
const LEFT_OUT: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

interface Sent {
  readonly method: string;
  /** Without host and query. */
  readonly path: string;
  /** Host, path and query. */
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sent = (request: RecordedRequest): Sent => ({
  method: request.method,
  path: request.url.replace(/\?.*$/s, ''),
  address: `${request.headers['host'] ?? ''}${request.url}`,
  headers: Object.fromEntries(
    Object.entries(request.headers)
      .filter(([name]) => !LEFT_OUT.has(name))
      .toSorted(),
  ),
  body: plainBody(request).toString('utf8'),
});

/** Requests of a step that changed, came or went; in which order they were sent does not count. */
export const requestChanges = (
  before: readonly RecordedRequest[],
  after: readonly RecordedRequest[],
  { of, where, hidden }: { readonly of: string; readonly where: string; readonly hidden: Hidden },
): readonly Change[] => {
  const left = { olds: before.map(sent), news: after.map(sent) };
  paired(left, (one) => JSON.stringify(one));
  const pairs = [...paired(left, ({ method, path }) => `${method} ${path}`), ...paired(left, ({ method }) => method)];
  const change = (id: ChangeId, what: string, old: string | undefined, latest: string | undefined): Change => ({
    id,
    of,
    what,
    where: hidden.text(where),
    before: hidden.maybe(old),
    after: hidden.maybe(latest),
  });
  return [
    ...pairs.map(([old, one]) => change('request.changed', one.method, ...differing(old, one))),
    ...left.olds.map((one) => change('request.gone', one.method, shown(one), undefined)),
    ...left.news.map((one) => change('request.new', one.method, undefined, shown(one))),
  ];
};

/** Takes those out that go by the same name, in their order. */
const paired = (left: { olds: Sent[]; news: Sent[] }, name: (one: Sent) => string): readonly (readonly [Sent, Sent])[] => {
  const there = Map.groupBy(left.news, name);
  const pairs = left.olds.flatMap((old): readonly (readonly [Sent, Sent])[] => {
    const one = there.get(name(old))?.shift();
    return one === undefined ? [] : [[old, one]];
  });
  const used = new Set(pairs.flat());
  left.olds = left.olds.filter((one) => !used.has(one));
  left.news = left.news.filter((one) => !used.has(one));
  return pairs;
};

const line = ({ method, address }: Sent): string => `${method} ${address}`;

const shown = (one: Sent): string => (one.body === '' ? line(one) : `${line(one)} ${one.body}`);

/** Of two requests the first part that is not the same: address, body, or headers. */
const differing = (old: Sent, one: Sent): readonly [string, string] => {
  if (old.address !== one.address) return [line(old), line(one)];
  if (old.body !== one.body) return [shown(old), shown(one)];
  const names = [...new Set([...Object.keys(old.headers), ...Object.keys(one.headers)])].filter(
    (name) => old.headers[name] !== one.headers[name],
  );
  const headers = ({ headers: all }: Sent): string => names.map((name) => `${name}: ${all[name] ?? '–'}`).join(', ');
  return [`${line(old)} ${headers(old)}`, `${line(one)} ${headers(one)}`];
};
