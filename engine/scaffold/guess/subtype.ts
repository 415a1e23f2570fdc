import type { Draft } from '../draft.ts';
import { ADDRESS } from './kinds.ts';
import { expression, jsonataPath, scalar } from '../write/yaml.ts';

/** The lines of `let`, `subtype` and `value` of a report entry. */
export interface SubjectLines {
  readonly let: string | undefined;
  readonly subtype: string | undefined;
  readonly value: string;
}

/** How the value becomes an object's value and subtype: literal where the sample has one kind only, else tested one by one. */
export const subjectLines = (draft: Draft): SubjectLines => {
  const bare = jsonataPath(draft.value.path);
  const path = draft.defanged ? `$refang(${bare})` : bare;
  const { spare } = draft;
  const plain = { let: undefined, value: expression(spare === undefined ? path : `$first(${path}, ${jsonataPath(spare.path)})`) };
  if (draft.type !== 'indicator') return { ...plain, subtype: undefined };
  if (draft.subtype !== undefined) return { ...plain, subtype: scalar(draft.subtype) };
  const [only, ...more] = draft.kinds;
  if (only === undefined) return { ...plain, subtype: 'String' };
  if (more.length === 0 && !draft.others && !draft.withPorts)
    return only === ADDRESS
      ? { let: undefined, subtype: expression(`$ip_type(${path})`), value: expression(`$ip(${path})`) }
      : { ...plain, subtype: only.subtype };
  const text = draft.defanged ? `$trim($refang($string(${bare})))` : `$trim($string(${bare}))`;
  return {
    let: expression(draft.withPorts ? `$replace(${text}, /^(\\d+\\.\\d+\\.\\d+\\.\\d+):\\d+$/, '$1')` : text),
    subtype: expression(tests(draft)),
    value: expression('$ip($subject) ?? $subject'),
  };
};

const tests = ({ kinds }: Draft): string => {
  const patterns = kinds.flatMap(({ subtype, pattern }) =>
    pattern === undefined ? [] : [`$contains($subject, ${String(pattern)}) ? '${subtype}' : `],
  );
  return `$indicator_type($subject) ?? ${patterns.length === 0 ? "'String'" : `(${patterns.join('')}'String')`}`;
};
