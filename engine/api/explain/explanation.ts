/** What a finding's code means, with an example of it and one of what to write instead. */
export interface Explanation {
  /** Why it matters, in a sentence or two. */
  readonly why: string;
  /** YAML that gives the finding. */
  readonly bad: string;
  /** The same without it. */
  readonly good: string;
  /**
   * What of a complete example these two stand in place of: a line of `DEFINITION` (its own blanks before it aside), or with `in` another file.
   * Undefined: they are the whole file.
   */
  readonly at?: string;
  /** The file that they stand in, or are; without it the definition. */
  readonly in?: 'mock' | 'config' | 'table' | 'connection' | 'fragments' | 'sample';
}

export type Explanations = Readonly<Record<string, Explanation>>;
