import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstanceOf } from '../../../engine/jobs/job.ts';
import { crowdDefinition } from './crowd-vendor.ts';

export interface CrowdProject {
  readonly folder: string;
  readonly tenants: readonly string[];
  readonly instances: readonly InstanceOf[];
}

/** A project with tenants, each with so many instances of the one feed. */
export const crowdProject = (
  store: string,
  host: string,
  size: { readonly tenants: number; readonly each: number },
): CrowdProject => {
  const folder = mkdtempSync(join(tmpdir(), 'crowd-'));
  const tenants = Array.from({ length: size.tenants }, (_, index) => `t${index}`);
  const all = Object.fromEntries(tenants.map((name) => [name, `./${name}`]));
  writeFileSync(join(folder, 'feedwright.yaml'), `store: "${store}"\ntenants: ${JSON.stringify(all)}\n`);
  const instances: InstanceOf[] = [];
  for (const tenant of tenants) {
    mkdirSync(join(folder, tenant, 'definitions'), { recursive: true });
    writeFileSync(join(folder, tenant, 'definitions/crowd.yaml'), crowdDefinition);
    const own = Array.from({ length: size.each }, (_, index) => `i${index}`);
    instances.push(...own.map((name) => ({ tenant, name })));
    const lines = own.map(
      (name) => `  ${name}: { feed: crowd/items, set: { of: ${tenant}-${name}, key: key-of-${tenant}-${name} } }\n`,
    );
    const text = `packs: { crowd: { set: { host: "${host}" } } }\ninstances:\n${lines.join('')}`;
    writeFileSync(join(folder, tenant, 'feedwright.yaml'), text);
  }
  return { folder, tenants, instances };
};
