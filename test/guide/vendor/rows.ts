/** Cells of a mapping table of a vendor guide, in the order of its columns. */
type GuideCells = readonly [path: string, entity: string, key: string, published: string, example: string, notes: string];

export interface GuideTable {
  readonly feed: string;
  readonly section: string;
  /** How its paths begin, and where the same data stand here; the first that fits counts. */
  readonly paths: Readonly<Record<string, string>>;
  readonly rows: readonly GuideCells[];
}

/** Parameters of a configuration table; what the guide leaves open is left out. */
export interface OptionTable {
  /** A feed, an action, or `pack`. */
  readonly of: string;
  readonly section: string;
  readonly rows: readonly {
    readonly label: string;
    readonly default?: readonly string[];
    readonly choices?: readonly string[];
    readonly limits?: readonly string[];
    readonly required?: boolean;
  }[];
}

export interface VendorGuide {
  readonly pack: string;
  readonly guide: string;
  readonly mapping: readonly GuideTable[];
  readonly options: readonly OptionTable[];
}
