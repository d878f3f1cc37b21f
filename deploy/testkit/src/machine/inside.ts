import { readFile, readlink } from 'node:fs/promises';

const NAMESPACES = ['user', 'mount', 'uts', 'ipc', 'net', 'pid', 'cgroup'];

/** What root has inside; nothing of ours. */
const ENVIRONMENT = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root'];

/**
 * Runs a command from the outside and gives its exit code. nsenter can do that itself, but stops when the command is
 * stopped. systemd stops everything before it ends everything: the machine would wait for nsenter for ever.
 */
const FROM_OUTSIDE = ['sh', '-c', '"$@"; exit $?', 'sh'];

/**
 * The command that runs another one inside a machine, given the machine's PID 1 as seen from here. It has no more rights
 * than that one: with the rights of the host, `date -s` inside would set the clock of the host.
 */
export async function insideCommand(leader: number, command: readonly string[]): Promise<string[]> {
  const dropped = await missingCapabilities(leader);
  const bounding = dropped.map((number) => `-cap_${number}`).join(',');
  return [
    'nsenter',
    `--target=${leader}`,
    ...(await foreignNamespaces(leader)).map((name) => `--${name}`),
    '--root',
    '--wd',
    '--no-fork',
    '--',
    'setpriv',
    ...(bounding ? [`--bounding-set=${bounding}`] : []),
    '--',
    ...['env', '-i', ...ENVIRONMENT],
    ...FROM_OUTSIDE,
    ...command,
  ];
}

/** nsenter cannot enter the user namespace that it is in. */
async function foreignNamespaces(leader: number): Promise<string[]> {
  const [own, its] = await Promise.all([readlink('/proc/self/ns/user'), readlink(`/proc/${leader}/ns/user`)]);
  return NAMESPACES.filter((name) => name !== 'user' || own !== its);
}

async function missingCapabilities(pid: number): Promise<number[]> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const bits = BigInt(`0x${/^CapBnd:\s*(\w+)$/m.exec(status)?.[1] ?? '0'}`);
  const last = Number(await readFile('/proc/sys/kernel/cap_last_cap', 'utf8'));
  const all = Array.from({ length: last + 1 }, (_, number) => number);
  return all.filter((number) => !((bits >> BigInt(number)) & 1n));
}
