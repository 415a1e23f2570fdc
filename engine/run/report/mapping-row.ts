/** A line of the feed's mapping: a value, a condition, a `let`, a call, a relation. */
export interface MappingRow {
  /** Of the report; null: the feed's own. */
  readonly entry: string | null;
  /** As the definition calls it, such as `attribute`, `title`, `let` or `when`. */
  readonly part: string;
  /** Of the attribute, `let`, call, member or related entry. */
  readonly name: string | null;
  /** `file:line:column`. */
  readonly place: string;
  readonly expression: string | null;
  /** So often it gave something; of a condition: so often it was true. */
  readonly given: number;
  /** So often it was asked: once for a record, within `each` once for an element. */
  readonly of: number;
  /**
   * What the notes say of it, where it gave nothing at all. `never there`: no record had a member that it reads, so it may be
   * misspelt; `never given`: such a member was there, or there is no telling. Null as well where that may be meant so: by an
   * option, by a condition that was not met.
   */
  readonly finding: 'never there' | 'never given' | null;
}
