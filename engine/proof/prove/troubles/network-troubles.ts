import type { Format, Seen, SeenAnswer, Trouble } from './trouble.ts';

interface Kind {
  readonly id: string;
  /** As the mock writes it. */
  readonly fault: string;
  readonly trouble: string;
  /** Bodies in which it can't be noticed, and why. */
  readonly unknowable?: Partial<Record<Format, string>>;
  readonly unknowableChange?: string;
}

const NO_END = 'A list of lines has no end of its own: a part of it looks like the whole.';
const NO_CHECKSUM = 'A body without a checksum can hold any value: one bit more or less looks like another one.';

const AS_SAID = 'Of what kind a file is, is kept as the vendor says it.';

/** As the reference lists them. */
export const KINDS: readonly Kind[] = [
  { id: 'reset-before', fault: 'reset-before', trouble: 'connection reset before any answer' },
  { id: 'close', fault: 'close', trouble: 'connection closed before any answer' },
  { id: 'reset', fault: 'reset', trouble: 'connection reset in the middle of the body' },
  { id: 'hang', fault: 'hang', trouble: 'no answer' },
  { id: 'stall', fault: 'stall', trouble: 'half of the body, then silence' },
  { id: 'drip', fault: 'drip', trouble: 'a byte at a time' },
  { id: 'short-length', fault: 'short-length', trouble: 'Content-Length too small', unknowable: { lines: NO_END } },
  { id: 'long-length', fault: 'long-length', trouble: 'Content-Length too large' },
  { id: 'truncate', fault: 'truncate', trouble: 'half of the body, with a regular end', unknowable: { lines: NO_END } },
  {
    id: 'flip',
    fault: 'flip',
    trouble: 'one bit the other way round',
    unknowable: { lines: NO_CHECKSUM, json: NO_CHECKSUM, xml: NO_CHECKSUM },
  },
  { id: 'gzip-truncate', fault: 'gzip-truncate', trouble: 'gzip cut off' },
  { id: 'gzip-corrupt', fault: 'gzip-corrupt', trouble: 'gzip with a wrong bit' },
  { id: 'gzip-concat', fault: 'gzip-concat', trouble: 'gzip of two members' },
  { id: 'bomb', fault: 'bomb 64', trouble: 'gzip that unfolds to 64 MiB' },
  { id: 'type', fault: 'type "application/x-unknown"', trouble: 'wrong content type', unknowableChange: AS_SAID },
  { id: 'html', fault: 'html', trouble: 'a page for people with 200' },
  { id: 'malformed', fault: 'malformed', trouble: 'malformed JSON with 200' },
  {
    id: 'empty',
    fault: 'empty',
    trouble: 'no body with 200',
    unknowable: { lines: 'An empty list of lines is a list without lines.' },
  },
  { id: '401', fault: '401', trouble: '401' },
  { id: 'expire', fault: 'expire', trouble: 'sessions end' },
  { id: '403', fault: '403', trouble: '403' },
  { id: '404', fault: '404', trouble: '404' },
  { id: '429-seconds', fault: '429 retry-after=120', trouble: '429 with seconds' },
  { id: '429-date', fault: '429 "retry-after=Wed, 21 Oct 2065 07:28:00 GMT"', trouble: '429 with a date far away' },
  { id: '429-none', fault: '429', trouble: '429 without Retry-After' },
  { id: '429-absurd', fault: '429 retry-after=99999999999', trouble: '429 with an absurd time' },
  { id: '429-text', fault: '429 retry-after=soon', trouble: '429 with a word as time' },
  { id: '500', fault: '500', trouble: '500' },
  { id: '502', fault: '502', trouble: '502' },
  { id: '503', fault: '503', trouble: '503' },
  { id: 'redirect-loop', fault: 'redirect-loop', trouble: 'redirect to itself' },
  { id: 'redirect-away', fault: 'redirect https://elsewhere.invalid/', trouble: 'redirect to another origin' },
];

/** Requests that are hit: the first of each route up to so many, and the last. */
const MAX_POSITIONS = 4;

/** Indexes of the requests that stand for the others of a step. */
export const positionsOf = (answers: readonly SeenAnswer[]): readonly number[] => {
  const firsts = answers.flatMap(({ what }, index) => (answers.findIndex((one) => one.what === what) === index ? [index] : []));
  const chosen = [0, ...firsts.slice(1, MAX_POSITIONS - 1), Math.floor((answers.length - 1) / 2), answers.length - 1];
  return [...new Set(chosen)]
    .filter((index) => index >= 0)
    .toSorted((a, b) => a - b)
    .slice(0, MAX_POSITIONS);
};

/** Every kind of trouble on the way: once at each of several requests, and lasting at one of them. */
export const networkTroubles = ({ answers: [answers = []] }: Seen): readonly Trouble[] => {
  const positions = positionsOf(answers);
  return KINDS.flatMap((kind, index) => [
    ...positions.map((position) => troubleAt(kind, position, answers, 'x1')),
    ...positions
      .filter((_, at) => at === index % positions.length)
      .map((position) => troubleAt(kind, position, answers, 'always')),
  ]);
};

const troubleAt = (kind: Kind, position: number, answers: readonly SeenAnswer[], times: 'x1' | 'always'): Trouble => {
  // Behind a redirect the fault takes the place of what it leads to, and a lasting one hits everything that comes.
  const formats = answers.slice(position).map(({ format }) => format);
  return {
    id: `network/${kind.id}/${position + 1}${times === 'x1' ? '' : '+'}`,
    group: 'network',
    trouble: `${kind.trouble}${times === 'x1' ? '' : ', lasting'}`,
    at: `request ${position + 1}, ${answers[position]?.what ?? ''}`,
    injection: { step: 0, faults: [`*: ${kind.fault} ${times}${position === 0 ? '' : ` after ${position}`}`] },
    unknowable: formats.map((format) => kind.unknowable?.[format]).find((why) => why !== undefined),
    unknowableChange: kind.unknowableChange,
    sameLedger: true,
  };
};
