import { bodyText } from '../../../api/trace/body-text.ts';
import { curlCommand } from '../../../api/trace/curl-command.ts';
import type { SecretOption } from '../../../api/options/secret-options.ts';
import type { AskedTrace } from '../../../api/trace/open-trace.ts';
import { isoOr } from '../../../api/wording/units.ts';
import type { RunEvent, TraceEvent } from '../../../api/views.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import { harmless } from '../text.ts';
import type { Flag } from '../../shell/command.ts';
import type { Io } from '../../shell/io.ts';
import { plainJson } from './plain-json.ts';
import { traceLines } from './trace-lines.ts';

const HOW = ['lines', 'curl', 'json'] as const;

export interface TraceFlags {
  /** True: as lines. */
  readonly trace?: true | (typeof HOW)[number];
  readonly traceRecord?: string;
}

const readHow = (text: string): TraceFlags['trace'] => {
  const how = HOW.find((one) => one === text);
  if (how !== undefined) return how;
  throw new UsageError('usage.trace', `--trace takes ${HOW.join(', ')}, not "${harmless(text.slice(0, 64))}".`, {
    hint: 'Write --trace behind everything else, or --trace=lines.',
  });
};

export const traceFlags: readonly Flag[] = [
  {
    flags: '--trace [how]',
    help: 'tell on stderr each request, what follows from it, and what becomes of the records: as lines, as curl commands (--trace=curl), or --trace=json',
    parse: readHow,
  },
  {
    flags: '--trace-record <key>',
    help: 'follow one record, by its key (or a value of it where the feed has no key), from its raw form to its objects',
  },
];

/** Who looks on at a run, and tells it on stderr; undefined where nobody asked. */
export const createTrace = (io: Io, { trace, traceRecord }: TraceFlags): AskedTrace | undefined => {
  if (trace === undefined && traceRecord === undefined) return undefined;
  let secrets: readonly SecretOption[] = [];
  const show = (event: TraceEvent): void => {
    const isOfRecord = event.kind === 'record' || event.kind === 'no_record';
    if (trace === undefined && !isOfRecord) return;
    if (trace === 'json') io.note(JSON.stringify(jsonOf(io, event)));
    else if (trace === 'curl' && !isOfRecord) {
      if (event.kind === 'request') io.note(curlCommand(event, secrets, io.redact));
    } else for (const line of traceLines(io, event)) io.note(line);
  };
  return { record: traceRecord, onSecrets: (named) => void (secrets = named), tell: show };
};

/** Notices of a run as one more kind of line, where the lines are JSON. */
export const tellNotice = (io: Io, { trace }: TraceFlags, event: RunEvent): boolean => {
  if (trace !== 'json' || event.kind !== 'notice') return false;
  io.note(JSON.stringify(event));
  return true;
};

/** Times as in all that is printed as JSON: ISO 8601. */
const jsonOf = (io: Io, event: TraceEvent): unknown => {
  if (event.kind === 'window' || event.kind === 'window_end')
    return plainJson(io, { ...event, since: isoOr(event.since, null), until: isoOr(event.until, null) });
  if (event.kind !== 'request' && event.kind !== 'exchange') return plainJson(io, event);
  const body = bodyText(event);
  const shown = body.kind === 'text' ? body.text : body.kind === 'bytes' ? `(${body.length} bytes that are no text)` : null;
  const took = 'took' in event ? { took: Math.round(event.took) } : {};
  return plainJson(io, { ...event, ...took, body: shown });
};
