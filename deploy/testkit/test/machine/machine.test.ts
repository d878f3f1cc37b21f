import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { bootMachine, createNetwork, eventually, machineProblem } from '../../src/index.ts';

const problem = await machineProblem();
if (problem) console.log(`skipped: ${problem}`);

test.runIf(!problem)(
  'a machine: systemd, reboots, power cuts, a cable, and nothing left behind',
  async () => {
    const network = await createNetwork();
    const machine = await bootMachine(network);
    try {
      expect(await machine.ensure('cat', '/proc/1/comm')).toBe('systemd');
      const first = await machine.bootId();
      expect(first).not.toBe((await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim());
      await machine.write('/srv/kept/by the disk', 'kept', 0o600);

      await machine.ensure('systemctl', 'reboot');
      await eventually(async () => (await machine.bootId()) !== first, {
        what: 'a reboot',
        timeoutMs: 30_000,
      });
      await machine.untilBooted();
      const second = await machine.bootId();

      await machine.ensure('systemd-run', '--quiet', '--unit=work', 'sleep', 'infinity');
      await machine.powerCut();
      await expect(machine.bootId()).rejects.toThrow('is off');
      await machine.boot();
      expect([first, second]).not.toContain(await machine.bootId());
      expect((await machine.run('systemctl', ['is-active', 'work'])).stdout).toBe('inactive');
      expect(await machine.ensure('stat', '-c', '%a', '/srv/kept/by the disk')).toBe('600');

      await using server = createServer((_request, response) => response.end('hello'));
      await new Promise<void>((resolve) => server.listen(0, network.address, resolve));
      const { port } = server.address() as AddressInfo;
      const reach = `timeout 2 bash -c 'exec 3<>/dev/tcp/${network.address}/${port}'`;
      const reaches = async () => (await machine.run('sh', ['-c', reach])).exitCode === 0;
      expect(await reaches()).toBe(true);
      await machine.unplug();
      expect(await reaches()).toBe(false);
      await machine.plugIn();
      await eventually(reaches, { what: 'the network', timeoutMs: 30_000 });

      expect((await machine.run('date', ['--set=2001-01-01'])).exitCode, "the host's clock is safe").not.toBe(
        0,
      );
      await machine.shutDown();
      await machine.boot();
    } finally {
      await machine[Symbol.asyncDispose]();
      await network[Symbol.asyncDispose]();
    }
    expect(Object.keys(networkInterfaces())).not.toContain(network.bridge);
    expect(existsSync(`/sys/class/net/vb-${machine.name}`)).toBe(false);
    expect(await readFile('/proc/self/mounts', 'utf8')).not.toContain(machine.name);
    for (const line of (await readFile('/proc/self/mounts', 'utf8')).split('\n'))
      if (line.includes(' cgroup2 '))
        expect(existsSync(`${line.split(' ')[1]}/suivi-${machine.name}`)).toBe(false);
  },
);

test.runIf(!problem)('machines on one network, each with its own units', async () => {
  await using network = await createNetwork();
  const machines = await Promise.all([bootMachine(network), bootMachine(network)]);
  try {
    const [one, two] = machines;
    expect(new Set(await Promise.all(machines.map((machine) => machine.bootId()))).size).toBe(2);
    await one!.ensure('systemd-run', '--quiet', '--unit=work', 'sleep', 'infinity');
    expect((await two!.run('systemctl', ['is-active', 'work'])).stdout).toBe('inactive');
    await two!.powerCut();
    expect((await one!.run('systemctl', ['is-active', 'work'])).stdout).toBe('active');
  } finally {
    for (const machine of machines) await machine[Symbol.asyncDispose]();
  }
});

test.runIf(!problem)('a command that runs inside does not keep the machine from ending', async () => {
  await using network = await createNetwork();
  await using machine = await bootMachine(network);
  const sleep = machine.run('sh', ['-c', 'touch /run/sleeps; exec sleep infinity']);
  await eventually(async () => (await machine.run('test', ['-e', '/run/sleeps'])).exitCode === 0);
  await machine.shutDown();
  expect((await sleep).exitCode).not.toBe(0);
});
