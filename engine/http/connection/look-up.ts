import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isForbiddenAddress, isLoopbackAddress, isLoopbackHost } from './addresses.ts';

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

const allowed = (hostname: string, { address }: LookupAddress): boolean =>
  // A name that stands for this machine gets plain http and no proxy: it must not lead elsewhere.
  isLoopbackHost(hostname) ? isLoopbackAddress(address) : !isForbiddenAddress(address);

/** The connector's own look-up: what is checked here is what is connected to, so a name can't change its meaning in between. */
export function checkedLookup(hostname: string, options: LookupOptions, answer: Answer, resolve: typeof lookup = lookup): void {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return answer(error, []);
    const [first] = addresses;
    if (first === undefined) return answer(Object.assign(new Error('The name has no address.'), { code: 'ENOTFOUND' }), []);
    if (!addresses.every((one) => allowed(hostname, one))) {
      return answer(
        Object.assign(new Error('The name leads to an address that it must not lead to.'), {
          code: 'FEEDWRIGHT_FORBIDDEN_ADDRESS',
        }),
        [],
      );
    }
    return options.all === true ? answer(null, addresses) : answer(null, first.address, first.family);
  });
}
