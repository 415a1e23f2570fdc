import type { ObjectIdentity } from '../../object/mapped-object.ts';

/** Which objects are wanted; conditions that are not given leave none out. */
export interface ObjectQuery {
  readonly type?: string | undefined;
  readonly subtype?: string | undefined;
  readonly value?: string | undefined;
  readonly source?: string | undefined;
  /** In any case. */
  readonly status?: string | undefined;
  /** The status is that of this time, ms since epoch; undefined: no end that a source gave has come yet. */
  readonly now?: number | undefined;
  readonly tag?: string | undefined;
  /** By name, and by value where one is given. */
  readonly attribute?: { readonly name: string; readonly value?: string | undefined } | undefined;
  /** Changed at or after, ms since epoch. */
  readonly since?: number | undefined;
  /** Changed after this number of the change sequence. */
  readonly changedAfter?: number | undefined;
  /** Contained in the value, in any case. */
  readonly text?: string | undefined;
  /** Those behind this one, in the order in which they come. */
  readonly after?: ObjectIdentity | undefined;
  readonly limit?: number | undefined;
}
