import { tenantPlaces } from '../../api/tenants/tenant-places.ts';
import type { StoreFlags, TenantFlag } from './flags.ts';
import type { Io } from './io.ts';

/** What a command is given where `--tenant` is: it runs as in the tenant's folder, with the tenant's store. */
export const inTenant = async <Flags extends object>(
  io: Io,
  flags: Flags,
): Promise<{ readonly io: Io; readonly flags: object }> => {
  const { tenant, ...others } = flags as Flags & TenantFlag & StoreFlags;
  if (tenant === undefined) return { io, flags };
  const { cwd, asked } = await tenantPlaces(io, others, tenant);
  const { config: _, store: __, ...rest } = others;
  return { io: { ...io, cwd }, flags: { ...rest, ...asked } };
};
