import type { UserField } from '../../language/model.ts';
import type { Trace, TraceEvent } from '../../run/context/trace.ts';
import { type SecretOption, secretOptions } from '../options/secret-options.ts';

/** Who looks on at a run. What is told has secrets in clear: it is shown through `World.redact` only. */
export interface AskedTrace extends Trace {
  /** Told of the options that are secrets before the run begins, so that their names may stand in their places. */
  readonly onSecrets?: ((secrets: readonly SecretOption[]) => void) | undefined;
  /** Told of nothing but what goes over the wire: the run takes its shortcuts as it does without anybody looking on. */
  readonly wireOnly?: boolean | undefined;
}

export interface OpenTrace extends Trace {
  /** The run has ended: says so where the record that was to be followed never came. */
  readonly end: () => void;
}

/** Begins to look on at a run; undefined where nobody does. */
export const openTrace = (
  asked: AskedTrace | undefined,
  fields: readonly UserField[],
  values: Readonly<Record<string, unknown>>,
): OpenTrace | undefined => {
  if (asked === undefined) return undefined;
  const { tell, record, wireOnly } = asked;
  asked.onSecrets?.(secretOptions(fields, values));
  let hasCome = false;
  return {
    record,
    wireOnly,
    tell: (event: TraceEvent) => {
      hasCome ||= event.kind === 'record';
      tell(event);
    },
    end: () => {
      if (record !== undefined && !hasCome) tell({ kind: 'no_record', key: record });
    },
  };
};
