import type { Kind } from '../fold/shape.ts';
import type { Change } from './changes.ts';
import type { Counted, Known, Memory } from './memory.ts';

/** The same memory, in which what is new is noted as told. */
export const markTold = (memory: Memory, changes: readonly Change[]): Memory =>
  edited(memory, changes, ({ what }, known) => {
    if (what === 'new') told(known);
    if (what === 'kind') for (const one of Object.values(known.kinds)) told(one);
  });

/** The same memory, in which what has changed is as it should be. */
export const settled = (memory: Memory, changes: readonly Change[]): Memory =>
  edited(memory, changes, ({ what, was }, known, parent, name) => {
    if (what === 'new') return told(known);
    if (what === 'kind') {
      for (const kind of was) if (known.kinds[kind]?.lapse !== undefined) settleKind(known, kind);
      for (const one of Object.values(known.kinds)) told(one);
      return;
    }
    if (what !== 'sparse') {
      delete parent.members?.[name];
      for (const appeared of Object.values(parent.members ?? {})) told(appeared);
      return;
    }
    if (known.lapse === undefined) return;
    const { n, k, q, w } = known.lapse;
    Object.assign(known.seen, { n, k, q, w });
    delete known.lapse;
  });

const told = ({ first }: Counted): void => {
  if (first !== undefined) first.told = true;
};

const settleKind = (known: Known, kind: Kind): void => {
  delete known.kinds[kind];
  if (kind === 'object') {
    delete known.members;
    delete known.entries;
    delete known.isMap;
  }
  if (kind === 'list') delete known.items;
};

const edited = (
  memory: Memory,
  changes: readonly Change[],
  edit: (change: Change, known: Known, parent: Known, name: string) => void,
): Memory => {
  if (changes.length === 0) return memory;
  const copy = structuredClone(memory);
  for (const change of changes) {
    let parent: Known | undefined;
    let known: Known | undefined = copy.sources[change.endpoint];
    for (const name of change.path) {
      parent = known;
      known = name === '[]' ? known?.items : name === '*' ? known?.entries : known?.members?.[name];
    }
    if (known !== undefined && parent !== undefined) edit(change, known, parent, change.path.at(-1) ?? '');
  }
  return copy;
};
