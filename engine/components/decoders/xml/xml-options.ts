/** How elements become records; defaults are the decoder's. */
export interface XmlOptions {
  readonly attributes?: string;
  readonly text?: string;
  readonly lists?: readonly string[];
  readonly texts?: readonly string[];
  readonly prefixes?: 'keep' | 'drop';
  readonly encoding?: string;
}
