import { Native } from './callable.ts';
import { fail } from './expression-error.ts';
import { guardedExec } from './regex-guard.ts';

/** What a regular expression gives as a function of the language; `next` finds the following match. */
export interface Match {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
  readonly next: Native;
}

/** A regular expression as a value: a function from a text to its first match. */
export class Matcher extends Native {
  readonly regex: RegExp;
  constructor(written: RegExp, position: number | undefined) {
    const regex = new RegExp(written);
    // One object, so that `next` goes on where the last match ended, even if another search lay between, as in the reference.
    const search = (text: unknown, from?: unknown): Match | undefined => {
      regex.lastIndex = typeof from === 'number' ? from : 0;
      const subject = String(text);
      const found = guardedExec(regex, subject);
      if (found === null) return undefined;
      const next = (): Match | undefined => {
        if (regex.lastIndex >= subject.length) return undefined;
        const following = search(subject, regex.lastIndex);
        if (following?.match === '') return fail('D1004', { position, value: regex.source });
        return following;
      };
      const [match, ...groups] = found;
      return { match, start: found.index, end: found.index + match.length, groups, next: new Native({ name: 'next', arity: 0, call: next }) };
    };
    super({ name: 'regex', arity: 2, call: search });
    this.regex = regex;
  }
}
