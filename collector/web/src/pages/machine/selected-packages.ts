import type { PendingPackage } from '@suivi/shared';

interface Chosen {
  readonly name: string;
  readonly arch: string;
  readonly version: string;
}

/** Selected packages as an address writes them: `name:arch=version,…`. None of the three may hold a comma. */
export const packagesText = (
  packages: readonly Pick<PendingPackage, 'name' | 'arch' | 'candidateVersion'>[],
): string =>
  packages.map(({ name, arch, candidateVersion }) => `${name}:${arch}=${candidateVersion}`).join(',');

/** Reads them back; what is not understood is left out. */
export const readPackages = (text: string): Chosen[] =>
  text.split(',').flatMap((one) => {
    const [, name, arch, version] = /^([^:=]+):([^=]+)=(.+)$/.exec(one) ?? [];
    return name && arch && version ? [{ name, arch, version }] : [];
  });
