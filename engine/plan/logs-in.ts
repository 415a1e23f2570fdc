import type { ComponentUse } from '../language/model.ts';

/** Does this authentication send requests of its own? Where an option chooses among schemes, one of them may. */
export const logsIn = ({ options }: ComponentUse): boolean => Object.values(options).some(holdsRequest);

const holdsRequest = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if ('method' in value && 'path' in value) return true;
  if ('options' in value) return logsIn(value as ComponentUse);
  // What has a place is an expression or a tree of them.
  return !('place' in value) && Object.values(value).some(holdsRequest);
};
