import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** What names of images come from machines may not make the collector reach, unless an administrator has named the registry. */
const INNER = new BlockList();
for (const [net, bits, family] of [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
] as const)
  INNER.addSubnet(net, bits, family);

/** Whether an address belongs to an inner network, to this host, or to nobody. */
export function isInner(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isInner(mapped);
  const family = isIP(address);
  return family === 0 || INNER.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** The host is in an inner network, and nobody has allowed it. */
export class InnerAddress extends Error {
  override readonly name = 'InnerAddress';
}

type Callback = (error: Error | null, address?: string | LookupAddress[], family?: number) => void;

/**
 * Finds the addresses of a host for a connection, and refuses inner ones: the address that was checked is the one that is
 * connected to.
 */
export function outerLookup(hostname: string, options: { all?: boolean }, callback: Callback): void {
  lookup(hostname, { all: true }, (error, found) => {
    if (error) return callback(error);
    const inner = found.find(({ address }) => isInner(address));
    if (inner) return callback(new InnerAddress(`${hostname} is ${inner.address}, an inner address.`));
    const [first] = found;
    if (options.all) return callback(null, found);
    callback(null, first?.address ?? '', first?.family ?? 4);
  });
}
