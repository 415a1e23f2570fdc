import type { Json } from '../../language/basics/json.ts';
import { storedText } from './stored-text.ts';

export interface MappedAttribute {
  readonly name: string;
  /** Text, never blank. */
  readonly value: string;
  /** `update`: the latest set of values of this name, per source, replaces the one before; `add`: values gather. */
  readonly rule: 'add' | 'update';
  readonly sensitive: boolean;
}

/** An attribute value that comes again and again: how it is staged is worked out once for all the objects that have it. */
export class SharedAttribute implements MappedAttribute {
  readonly name: string;
  readonly value: string;
  readonly rule: MappedAttribute['rule'];
  readonly sensitive: boolean;
  /** Set by the staging: the number by which it is known, and where that holds. */
  stagedAs = -1;
  stagedIn = 0;

  constructor({ name, value, rule, sensitive }: MappedAttribute) {
    this.name = storedText(name);
    this.value = storedText(value);
    this.rule = rule;
    this.sensitive = sensitive;
  }
}

/** What makes two mapped objects the same one. */
export interface ObjectIdentity {
  readonly type: string;
  /** '' where the type has none. */
  readonly subtype: string;
  /** The value, or the JSON text of the parts where the entry says `identity:`. */
  readonly key: string;
}

/** One object as a report entry made it of one record; times are ms since epoch. */
export interface MappedObject extends ObjectIdentity {
  readonly value: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly status: string | undefined;
  readonly tlp: string | undefined;
  readonly tags: readonly string[];
  readonly publishedAt: number | undefined;
  readonly happenedAt: number | undefined;
  readonly expiresAt: number | undefined;
  readonly attributes: readonly MappedAttribute[];
  readonly related: readonly (ObjectIdentity & { readonly as: string | undefined })[];
  /** Expires a known object, makes none. */
  readonly withdraw: boolean;
  /** Names that `relate` refers to, scoped to the source. */
  readonly ref: string | undefined;
  /** Of the record: decides which of two wins within a window; undefined: the later one. */
  readonly version: string | number | undefined;
  /** An attachment: its content if it was had, else how to ask for it again. */
  readonly file: MappedFile | undefined;
}

export type MappedFile =
  | { readonly kind: 'content'; readonly sha256: string; readonly size: number; readonly mediaType: string | undefined }
  | { readonly kind: 'wanted'; readonly fulfillment: string; readonly args: Json; readonly error: string | undefined };

/** Parts of an object's identity as one text, for maps. */
export const identityText = (identity: ObjectIdentity): string =>
  `${identity.type}\u0000${identity.subtype}\u0000${identity.key}`;
