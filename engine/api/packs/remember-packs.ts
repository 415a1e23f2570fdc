import { type Loaded, loadPack } from '../../language/load.ts';
import type { LoadPack } from '../../language/resolve.ts';

/** Loads each pack once, however often it is asked for: nobody changes it meanwhile. */
export const rememberPacks = (): LoadPack => {
  const known = new Map<string, Loaded>();
  return (file, vocabulary, options) => {
    const key = `${options?.root ?? ''}\0${file}`;
    const loaded = known.get(key) ?? loadPack(file, vocabulary, options);
    known.set(key, loaded);
    return loaded;
  };
};
