import { execa } from 'execa';
import { temporaryDirectory } from '../temp.ts';
import type { Flavour } from '../world/flavours.ts';
import { openWorld } from '../world/world.ts';
import { writeAptConfig } from './environment.ts';
import { SandboxRoot } from './sandbox-root.ts';
import { templateRoot } from './template.ts';

export interface RootOptions {
  flavour?: Flavour;
}

/** A new root of a flavour (Debian unless said), with updates waiting. Other users may read it. */
export async function createRoot({ flavour = 'debian' }: RootOptions = {}): Promise<SandboxRoot> {
  const template = await templateRoot(flavour);
  return copyRoot(template);
}

/** A root that begins as a copy of a directory. */
export async function copyRoot(template: string): Promise<SandboxRoot> {
  const { path } = await temporaryDirectory('root', 0o755);
  await execa('cp', ['-a', '--reflink=auto', `${template}/.`, path]);
  await writeAptConfig(path);
  return new SandboxRoot(path, await openWorld());
}
