import type { StoreOptions } from '../../store/open.ts';

/** What a store's `onAgain` is: the first failure after which something is tried again is told; that others were quicker is none. */
export const tellsAgain = (tell: (message: string) => void): NonNullable<StoreOptions['onAgain']> => {
  let isTold = false;
  return ({ code, message }) => {
    if (isTold || code === 'store.conflict') return;
    isTold = true;
    tell(`${message.replace(/\.$/, '')}: it is tried again for about a minute`);
  };
};
