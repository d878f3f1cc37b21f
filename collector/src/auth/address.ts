import { isIPv4, isIPv6 } from 'node:net';

/** The first groups of an IPv6 address, written out. */
function groups(address: string, count: number): string {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].slice(0, count).join(':');
}

const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');

/** What one household or server has: an IPv4 address, or the /64 of an IPv6 address, of which anybody has as many as they like. */
export function networkOf(address: string): string {
  const one = plain(address);
  return isIPv6(one) ? `${groups(one, 4)}::/64` : one;
}

/** As much of an address as tells people where they signed in, and no more: /24 of IPv4, /48 of IPv6. */
export function shortAddress(address: string): string | null {
  const one = plain(address);
  if (isIPv4(one)) return one.replace(/\d+$/, '0/24');
  return isIPv6(one) ? `${groups(one, 3)}::/48` : null;
}
