/** A foreign vendor's pack in a folder of its own, its vendor on loopback, and what the store holds after each run. */
import type { ObjectView } from '../../../engine/store/views/object-view.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { workingDirectory } from '../../cli/feedwright.ts';
import { startVendor, type Vendor } from '../../components/live.ts';
import { inProcess } from '../in-process.ts';

export interface ForeignWorld {
  readonly cwd: string;
  readonly vendor: Vendor;
  /** Runs the pack's feed at this time; its row, and what was said beside it. */
  run(at: string, flags?: ForeignFlags): Promise<RunRow & { readonly said: string }>;
  /** What the store holds: a line an object, as people would write it down. */
  objects(at: string): Promise<readonly string[]>;
}

interface ForeignFlags {
  /** `name=value`, beside the host. */
  readonly set?: readonly string[];
  readonly limit?: string;
  readonly dryRun?: boolean;
}

/** `type (subtype) value, status: Attribute=value … → relation value …`; an Active status is not said. */
const lineOf = ({ type, subtype, value, status, attributes, related }: ObjectView): string => {
  const kind = subtype === '' || subtype === null ? type : `${type} (${subtype})`;
  const said = attributes.map(({ name, value: one }) => `${name}=${one}`).toSorted();
  const relations = related.map((one) => `${one.as === undefined ? '' : `${one.as} `}${one.to.value}`).toSorted();
  return [
    `${kind} ${value}${status === 'Active' || status === null ? '' : `, ${status}`}`,
    ...(said.length === 0 ? [] : [`: ${said.join(', ')}`]),
    ...(relations.length === 0 ? [] : [` → ${relations.join(', ')}`]),
  ].join('');
};

/** `feed`: of the pack in `packs/NAME.yaml`, whose only needed option is its `host`. */
export const foreignWorld = async (name: string, feed: string): Promise<ForeignWorld> => {
  const vendor = await startVendor();
  onTestFinished(() => vendor.close());
  const cwd = workingDirectory({
    [`definitions/${name}.yaml`]: readFileSync(join(import.meta.dirname, `packs/${name}.yaml`), 'utf8'),
  });
  const command = (which: 'run' | 'objects', flags: object, args: readonly string[], at: string) =>
    inProcess(which, flags, args, { cwd, now: () => Date.parse(at) });
  return {
    cwd,
    vendor,
    async run(at, { set = [], ...flags } = {}) {
      vendor.asked.length = 0;
      const all = { json: true, ...flags, set: [`host=${vendor.origin}`, ...set] };
      const { stdout, stderr } = await command('run', all, [`${name}/${feed}`], at);
      if (stdout === '') throw new Error(stderr);
      return { ...(JSON.parse(stdout) as RunRow), said: stderr };
    },
    async objects(at) {
      const { code, stdout, stderr } = await command('objects', { json: true }, [], at);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const views = stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as ObjectView);
      return views.map(lineOf).toSorted();
    },
  };
};
