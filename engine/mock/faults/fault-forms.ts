/** Faults as they are written behind a route, and what each does; those of one word alone are of the kind that they name. */
export const FAULT_FORMS = [
  ['503', 'another status, from 200 to 599'],
  [
    '429 retry-after=TEXT',
    'a status with `Retry-After`: seconds, a date, or anything; the text goes to the end, or stands in quotes',
  ],
  ['html', '200 with a page for people'],
  ['malformed', '200 with JSON that breaks off'],
  ['empty', '200 without a body'],
  ['type TEXT', "the route's answer under another content type; the text goes to the end, or stands in quotes"],
  ['truncate', 'half of the body, and a regular end'],
  ['flip', 'one bit of the body the other way round'],
  ['short-length', '`Content-Length` says half of what comes'],
  ['long-length', '`Content-Length` says more than comes before the connection ends'],
  ['drip', 'the body a byte at a time, up to 16 KiB of it'],
  ['gzip-truncate', 'the body gzipped on the way (`Content-Encoding`), and cut off'],
  ['gzip-corrupt', 'the body gzipped on the way, with a bit the other way round'],
  ['gzip-concat', 'the body gzipped on the way as two members, which is valid'],
  ['bomb [MiB]', 'a small gzip file that unfolds to so many MiB, 4096 unless said'],
  ['redirect URL', '302 to another address'],
  ['redirect-loop', '302 to the very same address'],
  ['latency MS', 'the answer comes so many milliseconds later'],
  ['hang', 'no answer, ever'],
  ['stall', 'half of the body, then nothing more'],
  ['reset', 'half of the body, then the connection is reset'],
  ['reset-before', 'the connection is reset before any answer'],
  ['close', 'the connection is closed before any answer'],
  ['expire', 'all sessions end just before the request'],
] as const satisfies readonly (readonly [form: string, does: string])[];

/** Kinds that take nothing more. */
export const SIMPLE: ReadonlySet<string> = new Set([
  'bomb',
  ...FAULT_FORMS.map(([form]) => form).filter((form) => /^[a-z-]+$/.test(form)),
]);
