/** Freezes a tree of plain objects and lists all the way down; what is already frozen is taken as frozen below as well. */
export const freeze = <T>(node: T): T => {
  if (node === null || typeof node !== 'object' || Object.isFrozen(node)) return node;
  Object.freeze(node);
  const children = node instanceof Map ? node.values() : Object.values(node);
  for (const child of children) freeze(child);
  return node;
};
