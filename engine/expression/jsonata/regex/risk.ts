import { degreeOf, isExponential } from './ambiguity.ts';
import { parseRegex } from './parse-regex.ts';

/** How badly a regular expression can backtrack. */
export interface Risk {
  readonly exponential: boolean;
  /** The power of the text's length that a search may take in steps. */
  readonly degree: number;
}

const known = new Map<string, Risk>();

export function riskOf(regex: RegExp): Risk {
  const key = `${regex.flags}/${regex.source}`;
  let risk = known.get(key);
  if (risk === undefined) {
    const shape = parseRegex(regex);
    // A search that is not tied to the beginning starts anew at every character.
    risk = {
      exponential: isExponential(shape),
      degree: degreeOf(shape) + (regex.source.startsWith('^') && !regex.multiline ? 0 : 1),
    };
    if (known.size >= 1000) known.clear();
    known.set(key, risk);
  }
  return risk;
}

/** Steps that are done with in a few milliseconds. */
const QUICK = 2_000_000;

/** Whether a search through a text of this length may take long. */
export function isRisky({ exponential, degree }: Risk, length: number): boolean {
  return exponential ? length > 16 : length ** degree > QUICK;
}
