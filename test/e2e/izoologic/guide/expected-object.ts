/** What the guide's tables make of a case, written without the engine: how its values are read, and the shape of the expected files. */

export interface ExpectedAttribute {
  readonly name: string;
  readonly value: string;
  readonly updatable?: true;
}

export interface ExpectedObject {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  /** Of what its value does not tell apart from others. */
  readonly identity?: readonly unknown[];
  readonly description: string | null;
  /** Of an indicator. */
  readonly status?: string;
  readonly published_at: string | null;
  readonly content?: { readonly sha256: string; readonly size: number; readonly media_type: string };
  readonly related: readonly {
    readonly direction: string;
    readonly to: { readonly type: string; readonly subtype: string; readonly value: string };
  }[];
  readonly attributes: readonly ExpectedAttribute[];
}

export type Fields = Readonly<Record<string, unknown>>;
export type Options = Readonly<Record<string, boolean>>;

/** One row of a mapping table: the vendor's field, the attribute's name, and the option under which the guide maps it so. */
export interface Row {
  readonly path: string;
  readonly name: string;
  readonly updatable?: true;
  readonly when?: (options: Options) => boolean;
  /** "Detection source (1=iZoo, 2=Client)", "Converted from epoch time", … */
  readonly as?: (value: string) => string;
}

/** The text of a field; a null, empty or blank one is none. */
export const text = (value: unknown): string | undefined =>
  value === undefined || value === null || String(value).trim() === '' ? undefined : String(value);

/** The guide sends epoch seconds as text in one place and ISO dates in another. */
export const instant = (value: unknown): string | null => {
  const given = text(value);
  if (given === undefined) return null;
  return new Date(/^\d+$/.test(given) ? Number(given) * 1000 : given).toISOString();
};

/** `YYYY-MM-DD HH:MM:SS`. */
export const dateAndTime = (value: unknown): string => (instant(value) ?? '').slice(0, 19).replace('T', ' ');

/** An ISO date without milliseconds. */
export const isoSeconds = (value: unknown): string => (instant(value) ?? '').replace('.000Z', 'Z');

export const attributesOf = (rows: readonly Row[], fields: Fields, options: Options): readonly ExpectedAttribute[] =>
  rows
    .filter(({ when }) => when === undefined || when(options))
    .flatMap(({ path, name, updatable, as = (same: string) => same }) => {
      const value = text(fields[path]);
      return value === undefined ? [] : [{ name, value: as(value), ...(updatable === true ? { updatable } : {}) }];
    })
    .toSorted((a, b) => compare([a.name, a.value], [b.name, b.value]));

export const compare = (a: readonly string[], b: readonly string[]): number => {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
};

/** By type and value; two notes may share both. */
export const sorted = <T extends Pick<ExpectedObject, 'type' | 'subtype' | 'value' | 'description' | 'published_at'>>(
  objects: readonly T[],
): readonly T[] => objects.toSorted((a, b) => compare(keyOf(a), keyOf(b)));

const keyOf = ({ type, subtype, value, description, published_at }: Parameters<typeof sorted>[0][number]): readonly string[] => [
  type,
  subtype,
  value,
  description ?? '',
  published_at ?? '',
];
