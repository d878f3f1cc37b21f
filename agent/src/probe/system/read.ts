import { readFile } from 'node:fs/promises';
import { cpus, hostname, release, totalmem } from 'node:os';
import { join } from 'node:path';
import type { SystemSnapshot } from '@suivi/shared';
import { redact } from '../../domain/redact.ts';
import { aptEnvironment } from '../../host/apt-env.ts';
import { runText } from '../../host/exec.ts';
import { readBootId } from '../../host/process.ts';
import { readHardware } from './hardware.ts';
import { hardwareProfileOf, machineKindOf, parseAptSettings, parseOsRelease } from './parse.ts';

export interface SystemProbeOptions {
  readonly machineId: string;
  readonly agentVersion: string;
  /** The agent's own environment: DPKG_ROOT and APT_CONFIG may name a sandbox. */
  readonly env: NodeJS.ProcessEnv;
}

/** Reads what this machine is. Runs systemd-detect-virt, apt-config and apt-get once each; what is not to be known is null. */
export async function readSystem({
  machineId,
  agentVersion,
  env,
}: SystemProbeOptions): Promise<SystemSnapshot> {
  const root = env['DPKG_ROOT'] || '/';
  const [os, hardware, apt, aptVersion, bootId] = await Promise.all([
    readOs(env),
    readHardware(root),
    readAptSettings(env),
    readAptVersion(env),
    readBootId().catch(() => null),
  ]);
  const machineKind = machineKindOf(hardware);
  const [cpu] = cpus();
  return {
    machineId,
    checkedAt: new Date().toISOString(),
    hostname: hostname().slice(0, 256),
    os,
    arch: apt.arch,
    kernel: release(),
    machineKind,
    virtualization: hardware.virtualization,
    hardwareProfile: hardwareProfileOf(machineKind, hardware),
    bootId,
    agentVersion,
    runtimeVersion: process.version,
    aptVersion,
    aptProxy: apt.aptProxy,
    cpu: { model: cpu?.model.trim().slice(0, 256) || null, cores: cpus().length || null },
    memoryBytes: totalmem(),
  };
}

/** Reads which operating system this is: `/etc/os-release`, in the sandbox when there is one. */
export async function readOs(env: NodeJS.ProcessEnv): Promise<SystemSnapshot['os']> {
  const root = env['DPKG_ROOT'] || '/';
  for (const path of ['etc/os-release', 'usr/lib/os-release']) {
    const text = await readFile(join(root, path), 'utf8').catch(() => null);
    if (text !== null) return parseOsRelease(text);
  }
  return parseOsRelease('');
}

async function readAptSettings(env: NodeJS.ProcessEnv): Promise<Pick<SystemSnapshot, 'arch' | 'aptProxy'>> {
  const { value } = await runText('apt-config', ['dump'], { env: aptEnvironment(env) });
  const { arch, proxy, detects } = parseAptSettings(value);
  const url = proxy ?? env['http_proxy'] ?? null;
  const isDirect = !url || /^(DIRECT|false)$/i.test(url);
  if (isDirect && !(detects && url === null)) return { arch, aptProxy: { mode: 'direct', url: null } };
  return { arch, aptProxy: { mode: 'proxy', url: url && redact(url).slice(0, 2000) } };
}

async function readAptVersion(env: NodeJS.ProcessEnv): Promise<string | null> {
  const { value } = await runText('apt-get', ['--version'], { env: aptEnvironment(env) });
  return /^apt (\S+)/.exec(value)?.[1]?.slice(0, 64) ?? null;
}
