/** Where a tagged scalar's own characters stand in the file, quotes and block indentation included. */
export interface ScalarSpan {
  readonly start: number;
  readonly end: number;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}
