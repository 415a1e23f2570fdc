/** Something that a window should have brought and has not. */
export interface Lack {
  readonly what: 'pages' | 'documents' | 'total' | 'windows' | 'rows' | 'limit';
  /** What is missing, as the rest of a sentence. */
  readonly words: string;
  /** Of the definition: `file:line:column`. */
  readonly place?: string;
}

/** Of the first record that was set aside. */
export interface FirstAside {
  readonly code: string;
  readonly error: string;
  readonly place?: string;
}

/** What was seen of a window beside its records, by which one tells whether a feed is well. */
export interface WindowSeen {
  /** The time of the newest record that the filters left, ms since epoch. */
  readonly newest?: number;
  readonly lacks?: readonly Lack[];
  /** By the vendor's own count, where the definition asks for it (null: the answer has none), and as it came. */
  readonly total?: { readonly said: number | null; readonly came: number };
  /** The vendor says that all is as it was. */
  readonly unchanged?: true;
  readonly aside?: FirstAside;
}
