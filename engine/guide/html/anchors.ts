/** Gives a place on a page a name out of texts, each name once: the same for the same guide. */
export type Anchors = (...texts: readonly string[]) => string;

const slug = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '');

export const newAnchors = (): Anchors => {
  const given = new Set<string>();
  return (...texts) => {
    const name = texts.map(slug).filter(Boolean).join('-') || 'part';
    let free = name;
    for (let number = 2; given.has(free); number += 1) free = `${name}-${number}`;
    given.add(free);
    return free;
  };
};
