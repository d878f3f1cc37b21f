import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sshProblem } from '../domain/ssh-problems.ts';

/** A name server that does not answer would be asked for half a minute. */
const LOOKUP_MS = 10_000;

/** What is no machine: nobody, everybody, and the link's own addresses, at one of which clouds keep their secrets. */
const REFUSED = new BlockList();
REFUSED.addSubnet('0.0.0.0', 8);
REFUSED.addSubnet('169.254.0.0', 16);
REFUSED.addSubnet('224.0.0.0', 3);
REFUSED.addAddress('::', 'ipv6');
REFUSED.addSubnet('fe80::', 10, 'ipv6');
REFUSED.addSubnet('ff00::', 8, 'ipv6');
REFUSED.addAddress('fd00:ec2::254', 'ipv6');

/** Whether nothing is ever to be connected to at this address. An IPv4 address in IPv6 clothes counts as what it is. */
export function isRefused(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  return REFUSED.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
}

/** The address of a name, which is then the one that is connected to. Throws Problem ssh_name_unknown or ssh_address_refused. */
export async function addressOf(hostname: string, timeoutMs = LOOKUP_MS): Promise<string> {
  const address = isIP(hostname) ? hostname : await resolve(hostname, timeoutMs);
  if (isRefused(address))
    throw sshProblem('ssh_address_refused', `${address} is not the address of one machine.`);
  return address;
}

async function resolve(hostname: string, timeoutMs: number): Promise<string> {
  const ended = new AbortController();
  try {
    const found = lookup(hostname);
    const tooLate = pause(timeoutMs, null, { signal: ended.signal, ref: false }).catch(() => null);
    const first = await Promise.race([found, tooLate]);
    // What comes after nobody waits for it is no failure of ours.
    found.catch(() => undefined);
    if (first) return first.address;
  } catch {
    // As good as no answer.
  } finally {
    ended.abort();
  }
  throw sshProblem('ssh_name_unknown', `The name ${hostname} is not known where the collector runs.`);
}
