import type { Json } from '../../../language/basics/json.ts';

/**
 * Could the text hold members that must go? In doubt yes: the letters may stand in a text.
 * An escape may spell `__proto__` too.
 */
export const needsCleaning = (bytes: Buffer, dropNulls: boolean): boolean =>
  (dropNulls && bytes.includes('null')) ||
  bytes.includes('__proto__') ||
  /\\u005f/i.test(bytes.includes('\\u005') ? bytes.toString('latin1') : '');

/**
 * Without members named `__proto__` at any depth, which would be taken for an object's prototype sooner or later, and
 * where `dropNulls` says so without members whose value is null. Objects that have none stay as they are.
 */
export const clean = (value: Json, dropNulls: boolean): Json => {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? cleanList(value as Json[], dropNulls) : cleanObject(value as Record<string, Json>, dropNulls);
};

const cleanList = (list: Json[], dropNulls: boolean): Json => {
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (typeof item === 'object' && item !== null) list[index] = clean(item, dropNulls);
  }
  return list;
};

const cleanObject = (object: Record<string, Json>, dropNulls: boolean): Json => {
  let dirty = false;
  for (const name in object) {
    const value = object[name];
    if (value === undefined || name === '__proto__') dirty = true;
    else if (value === null) dirty ||= dropNulls;
    else if (typeof value === 'object') object[name] = clean(value, dropNulls);
  }
  if (!dirty) return object;
  // Built again: `delete` would turn the object into a slow dictionary.
  const kept: Record<string, Json> = {};
  for (const name in object) {
    const value = object[name];
    if (value !== undefined && name !== '__proto__' && !(dropNulls && value === null)) kept[name] = value;
  }
  return kept;
};
