/** Definitions as they are, or were, in one place. */
export interface Version {
  /** As the command line names it. */
  readonly label: string;
  readonly packs: readonly VersionPack[];
  /** Where the pack's fixtures would lie beside these definitions, the nearest place first. */
  fixtures(pack: string): Promise<readonly string[]>;
  /** A path as people know it: one of a revision as `REVISION:PATH`. */
  known(file: string): string;
  close(): void;
}

/** A file that holds a pack; not yet loaded. */
export interface VersionPack {
  /** Undefined: only the file itself says. */
  readonly name: string | undefined;
  readonly file: string;
  /** The folder of definitions: its files stay within. */
  readonly root: string;
}
