import { execa } from 'execa';

let native: Promise<string> | undefined;

/** The architecture that dpkg of this machine was built for, for example "amd64". */
export function nativeArchitecture(): Promise<string> {
  native ??= execa('dpkg', ['--print-architecture']).then(({ stdout }) => stdout.trim());
  return native;
}

/** A second architecture, for packages that are installed twice. Nothing of it is ever executed. */
export async function foreignArchitecture(): Promise<string> {
  return (await nativeArchitecture()) === 'amd64' ? 'i386' : 'amd64';
}
