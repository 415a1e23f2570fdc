import { riskOf } from '../../../expression/jsonata/regex/risk.ts';
import { withWatchdog } from '../../../expression/jsonata/watchdog.ts';
import { ExpressionError } from '../../../expression/jsonata/errors/expression-error.ts';
import { EngineError } from '../../../language/basics/errors.ts';

/** What the lines of one piece of the body (64 to 256 KiB) may take together, in ms. */
const TIME = 1000;

/** Throws `decode.pattern` for one that is no regular expression, has no named group, or may take exponential time. */
export const linePattern = (source: string): { readonly regex: RegExp; readonly names: readonly string[] } => {
  const regex = compiled(source);
  // With an empty alternative it matches anything, and tells its groups.
  const names = Object.keys(new RegExp(`(?:${source})|`, 'u').exec('')?.groups ?? {}).filter((name) => name !== '__proto__');
  if (names.length === 0)
    throw new EngineError('decode.pattern', 'The pattern of `lines` has no named group.', {
      hint: 'Write `(?<name>…)` for each member of a record.',
    });
  if (riskOf(regex).exponential)
    throw new EngineError(
      'decode.pattern',
      'The pattern of `lines` may take exponential time for a line that it does not match.',
      {
        hint: 'Make what is repeated begin or end with something that the rest cannot match.',
      },
    );
  return { regex, names };
};

const compiled = (source: string): RegExp => {
  try {
    return new RegExp(source, 'u');
  } catch (cause) {
    throw new EngineError(
      'decode.pattern',
      `The pattern of \`lines\` is no regular expression: ${cause instanceof Error ? cause.message : ''}.`,
      { cause },
    );
  }
};

/** Ends with `decode.pattern` what a pattern makes of hostile lines. */
export const inTime = <T>(work: () => T): T => {
  try {
    return withWatchdog(TIME, work);
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    throw new EngineError('decode.pattern', `The pattern of \`lines\` took longer than ${TIME} ms for a piece of the body.`, {
      hint: 'Tie the pattern to the line with `^` and `$`, and let no two repetitions match the same text.',
      cause,
    });
  }
};
