import type { Role } from '../contract/session.ts';

/** Somebody who was let in. */
export type Person = Pick<Who, 'user' | 'role' | 'tenant'>;

/** Who is asking. */
export interface Who {
  readonly user: string;
  readonly role: Role;
  /** Whose it is: '' of nobody's own, who sees the project itself. */
  readonly tenant: string;
  readonly csrf: string;
  /** Where from. */
  readonly address: string;
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

export const ROLES = Object.keys(RANK) as readonly Role[];

/** A tenant's own see that tenant alone; whoever is nobody's own and may do everything may look at each. */
export const mayLookAt = ({ tenant, role }: Person, wanted: string): boolean =>
  tenant === wanted || (tenant === '' && role === 'admin');

/** May one of this role do what that one may? */
export const mayAs = (role: Role, needed: Role): boolean => RANK[role] >= RANK[needed];
