import { BlockList, isIP } from 'node:net';
import { carriedAddresses } from './carried-addresses.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * What no public name may lead to: this machine, its network segment (the metadata services of clouds among it), unspecified,
 * multicast and broadcast addresses. Private ranges are no part of it: vendors run on premises.
 */
const forbidden = new BlockList();
forbidden.addSubnet('127.0.0.0', 8, 'ipv4');
forbidden.addSubnet('0.0.0.0', 8, 'ipv4');
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('224.0.0.0', 3, 'ipv4');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('::1', 'ipv6');
forbidden.addAddress('::', 'ipv6');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addSubnet('ff00::', 8, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** IPv4 within IPv6 (`::ffff:…`) counts as IPv4. */
const within = (list: BlockList, address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
};

export const isLoopbackAddress = (address: string): boolean => within(loopback, bare(address));

/** A host that means this machine by its very spelling. */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopbackAddress(hostname);

/** May no public name lead here? An address that carries another one within it is held to the same rules as that one. */
export const isForbiddenAddress = (address: string): boolean =>
  within(forbidden, bare(address)) || carriedAddresses(bare(address)).some((carried) => within(forbidden, carried));
