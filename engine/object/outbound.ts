import type { ObjectIdentity } from './mapped-object.ts';
import type { ObjectFields } from './object-fields.ts';

/** An object as it goes out to other tools. Times are ms since epoch. */
export interface OutboundObject extends ObjectIdentity, ObjectFields {
  readonly value: string;
  /** Number of its latest change in the store; each change of any object has a higher one. */
  readonly change: number;
  readonly firstSeen: number;
  readonly changedAt: number;
  readonly tags: readonly string[];
  /** Who says so, as feeds are titled. */
  readonly sources: readonly string[];
  /** The same as `pack/feed`. */
  readonly feeds: readonly string[];
  /** By name and value; what the destination may not have is gone or hashed already. */
  readonly attributes: readonly OutboundAttribute[];
  /** To and from objects that the destination may have. */
  readonly relations: readonly OutboundRelation[];
  readonly content: { readonly sha256: string; readonly size: number; readonly mediaType: string | undefined } | undefined;
  /** Why it counts no longer: nobody lists it, or its end has come. */
  readonly gone: 'withdrawn' | 'expired' | undefined;
}

export interface OutboundAttribute {
  readonly name: string;
  readonly value: string;
  readonly sources: readonly string[];
}

export interface OutboundRelation {
  readonly as: string | undefined;
  /** `to`: this object is the relation's source. */
  readonly direction: 'to' | 'from';
  readonly other: OutboundHead;
  /** What the destination's sink said of the other object last. */
  readonly far?: string | undefined;
}

/** As much of an object as a reference to it needs. */
export interface OutboundHead extends ObjectIdentity {
  readonly value: string;
  readonly title: string | undefined;
  readonly publishedAt: number | undefined;
  readonly happenedAt: number | undefined;
  readonly firstSeen: number;
  /** Number of its latest change. */
  readonly change: number;
}
