import { existsSync } from 'node:fs';
import { ensure, run } from '../root/process.ts';

/** A bridge on this machine with an address, to which machines are plugged in. Nothing is routed beyond it. */
export interface MachineNetwork extends AsyncDisposable {
  readonly bridge: string;
  /** This machine's own address on it, where a server for the machines can listen. */
  readonly address: string;
  /** The next free address, with the length of its prefix. */
  nextAddress(): string;
}

/** 198.18.0.0/15 is set apart for tests of networks (RFC 2544): no real machine has an address in it. */
const PREFIX = '198.18';
let networks = 0;

/** Makes a network; it goes when it is disposed of. Those of processes that were killed go too. */
export async function createNetwork(): Promise<MachineNetwork> {
  await removeStale();
  networks += 1;
  const bridge = `suivi${process.pid}-${networks}`;
  await ensure('ip', ['link', 'add', bridge, 'type', 'bridge']);
  const net = await takeSubnet(bridge);
  await ensure('ip', ['link', 'set', bridge, 'up']);
  let last = 1;
  return {
    bridge,
    address: `${net}.1`,
    nextAddress: () => {
      last += 1;
      return `${net}.${last}/24`;
    },
    [Symbol.asyncDispose]: async () => void (await ensure('ip', ['link', 'del', bridge])),
  };
}

/** The name says whose a bridge is. */
async function removeStale(): Promise<void> {
  const { stdout } = await ensure('ip', ['-o', 'link', 'show', 'type', 'bridge']);
  for (const [, bridge, pid] of stdout.matchAll(/^\d+: (suivi(\d+)-\d+):/gm))
    if (!existsSync(`/proc/${pid}`)) await run('ip', ['link', 'del', bridge!]);
}

async function takeSubnet(bridge: string): Promise<string> {
  const { stdout } = await ensure('ip', ['-o', '-4', 'address']);
  for (let tries = 0; tries < 256; tries++) {
    const net = `${PREFIX}.${(process.pid + tries) % 256}`;
    if (stdout.includes(` ${net}.`)) continue;
    await ensure('ip', ['address', 'add', `${net}.1/24`, 'dev', bridge]);
    return net;
  }
  throw new Error(`every network in ${PREFIX}.0.0/16 is taken`);
}

/** The machine's own socket in the bridge, as seen from here. */
export const portOf = (machine: string): string => `vb-${machine}`;

/** Plugs a machine in, or out. One that is off has no socket. */
export const setPort = (machine: string, state: 'up' | 'down') =>
  run('ip', ['link', 'set', portOf(machine), state]);
