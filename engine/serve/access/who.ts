import type { Role } from '../contract/session.ts';

/** Who is asking. */
export interface Who {
  readonly user: string;
  readonly role: Role;
  readonly csrf: string;
  /** Where from. */
  readonly address: string;
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

export const ROLES = Object.keys(RANK) as readonly Role[];

/** May one of this role do what that one may? */
export const mayAs = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];
