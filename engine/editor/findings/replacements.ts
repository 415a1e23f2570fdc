/** What a hint names to be written instead: ``Did you mean `a` or `b`?``. */
export const replacementsIn = (hint: string | undefined): readonly string[] => {
  const offer = /Did you mean ((?:`[^`]+`(?: or |, )?)+)\?/.exec(hint ?? '')?.[1] ?? '';
  return [...offer.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
};
