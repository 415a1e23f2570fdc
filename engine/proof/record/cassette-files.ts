import { stringify } from 'yaml';
import { iso } from '../../language/basics/instant.ts';
import type { RawExchange } from '../../mock/cassette/cassette-shape.ts';
import { CASSETTE_FILE } from '../../mock/cassette/read-cassette.ts';
import type { PlainExchange } from './plain-exchange.ts';

/** A recording on its way to the disk: files by their names within its folder. */
export type Files = ReadonlyMap<string, Buffer>;

export interface CassetteParts {
  readonly feed: string;
  /** ms since epoch. */
  readonly recorded: number;
  /** ms since epoch. */
  readonly clock: number;
  readonly since: number | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
  readonly exchanges: readonly PlainExchange[];
}

/** Every text in quotes: nobody has to know what YAML takes for something else. */
export const yamlText = (value: unknown): string =>
  stringify(value, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', aliasDuplicateObjects: false });

/** `cassette.yaml` and the bodies beside it. */
export const cassetteFiles = ({ exchanges, recorded, clock, since, options, ...parts }: CassetteParts): Files => {
  const hosts = new Set(exchanges.map(({ host }) => host));
  const named = exchanges.map((one, index) => ({ one, file: one.body.length === 0 ? undefined : fileName(one, index) }));
  const cassette = {
    cassette: 1,
    feed: parts.feed,
    recorded: iso(recorded),
    clock: iso(clock),
    ...(since === undefined ? {} : { since: iso(since) }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    secrets: parts.secrets,
    exchanges: named.map(({ one, file }) => exchangeOf(one, file, hosts.size > 1)),
  };
  return new Map([
    [CASSETTE_FILE, Buffer.from(yamlText(cassette))],
    ...named.flatMap(({ one, file }): (readonly [string, Buffer])[] => (file === undefined ? [] : [[file, one.body]])),
  ]);
};

const exchangeOf = (one: PlainExchange, file: string | undefined, tellsHost: boolean): RawExchange => {
  const headers = { ...(tellsHost ? { host: one.host } : {}), ...one.headers };
  return {
    request: one.request,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(one.json === undefined ? {} : { json: one.json }),
    ...(one.text === undefined ? {} : { text: one.text }),
    response: {
      status: one.status,
      ...(Object.keys(one.answerHeaders).length === 0 ? {} : { headers: one.answerHeaders }),
      ...(file === undefined ? {} : { file }),
    },
  };
};

const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/ndjson|jsonl|json-seq/, 'ndjson'],
  [/json/, 'json'],
  [/csv/, 'csv'],
  [/xml/, 'xml'],
  [/html/, 'html'],
  [/gzip/, 'gz'],
  [/zip/, 'zip'],
  [/^text\//, 'txt'],
];

/** `001-domains.json`: which exchange it is, what was asked for, what it is. */
const fileName = ({ request, answerHeaders, body }: PlainExchange, index: number): string => {
  const path = (request.split(' ')[1] ?? '').split('?')[0] ?? '';
  const last = path.split('/').findLast((part) => part !== '') ?? 'root';
  const stem = last
    .replace(/\.[a-z0-9]{1,6}$/i, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  const type = String(answerHeaders['content-type'] ?? '').toLowerCase();
  const usual = /^\s*[{[]/.test(body.subarray(0, 64).toString('latin1')) ? 'json' : 'bin';
  const ending = ENDINGS.find(([pattern]) => pattern.test(type))?.[1] ?? usual;
  return `${String(index + 1).padStart(3, '0')}-${stem === '' ? 'body' : stem.toLowerCase()}.${ending}`;
};
