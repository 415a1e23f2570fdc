import { lookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { isForbiddenAddress, isLoopbackHost } from './addresses.ts';

/** A name led to an address that no vendor's name may lead to. */
export class ForbiddenAddressError extends Error {
  readonly code = 'FEEDWRIGHT_FORBIDDEN_ADDRESS';
}

type Answer = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** The connector's own look-up: what is checked here is what is connected to, so a name can't change in between. */
export function checkedLookup(hostname: string, options: LookupOptions, answer: Answer): void {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return answer(error, []);
    const addresses = found as LookupAddress[];
    if (!isLoopbackHost(hostname) && addresses.some(({ address }) => isForbiddenAddress(address))) {
      return answer(new ForbiddenAddressError(`${hostname} leads to an address of this machine or its own network segment`), []);
    }
    if (options.all === true) return answer(null, addresses);
    const [first] = addresses;
    return first === undefined ? answer(new Error(`${hostname} has no address`), []) : answer(null, first.address, first.family);
  });
}
