/** What a finding's code means, with an example of it and one of what to write instead. */
export interface Explanation {
  /** Why it matters, in a sentence or two. */
  readonly why: string;
  /** YAML that gives the finding. */
  readonly bad: string;
  /** The same without it. */
  readonly good: string;
  /**
   * The line of a complete example (`test/cli/author/explained/base.ts`) that both stand in place of, without the blanks before it. Undefined: each
   * is a whole file.
   */
  readonly at?: string;
  /** The file that they are, or stand in, from the folder that `validate` is called in; without it the definition. */
  readonly file?: string;
}

export type Explanations = Readonly<Record<string, Explanation>>;

/** A wrong line of the complete example, and a right one. */
export const line = (why: string, at: string, bad: string, good: string = at): Explanation => ({ why, at, bad, good });

/** A wrong line in another file than the definition, and a right one. */
export const lineOf = (file: string, why: string, at: string, bad: string, good: string = at): Explanation => ({
  ...line(why, at, bad, good),
  file,
});

/** A wrong file, and a right one. */
export const whole = (file: string, why: string, bad: string, good: string): Explanation => ({ why, bad, good, file });

const LONGEST_LINE = 120;
const MOST_LINES = 12;

/** An example as it is shown: of one that is wrong by its size the beginning. */
export const shownExample = (text: string): string => {
  const lines = text.split('\n').map((one) => (one.length > LONGEST_LINE ? `${one.slice(0, LONGEST_LINE - 1)}…` : one));
  return (lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), '…'] : lines).join('\n');
};
