import type { Scalar } from 'yaml';

/** A number by YAML's core schema, written without quotes. */
export const isPlainNumber = (node: Scalar): boolean => typeof node.value === 'number' && typeof node.source === 'string';

/** An integer above 2^53 would lose digits as a number, `.inf` and `.nan` are no JSON: both stay text as spelt. */
export const scalarValue = (node: Scalar): unknown => {
  if (!isPlainNumber(node)) return typeof node.value === 'bigint' ? String(node.value) : node.value;
  const value = node.value as number;
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? value : node.source;
};
