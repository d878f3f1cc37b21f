import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { foreignArchitecture, nativeArchitecture } from '../archive/architecture.ts';

/** DPKG_FORCE takes the place of dpkg's own choice, which is `downgrade`. */
const forces = ['not-root', 'script-chrootless', 'bad-path', 'unsafe-io', 'downgrade'];
const configPath = (dir: string) => join(dir, 'etc/apt/sandbox.conf');

/**
 * The variables that move apt and dpkg into a root. A dpkg that apt starts is told by its options, one that is
 * started directly by DPKG_ROOT and DPKG_FORCE.
 */
export function sandboxEnvironment(dir: string): Record<string, string> {
  return {
    APT_CONFIG: configPath(dir),
    DPKG_ROOT: dir,
    DPKG_FORCE: forces.join(','),
    DEBIAN_FRONTEND: 'noninteractive',
    LC_ALL: 'C.UTF-8',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  };
}

/** Writes the configuration that lets apt work in a root without privilege; it holds the root's own path. */
export async function writeAptConfig(dir: string): Promise<void> {
  const options = [`--root=${dir}`, ...forces.map((force) => `--force-${force}`)];
  const lines = [
    `Dir "${dir}/";`,
    `Dir::State::status "${dir}/var/lib/dpkg/status";`,
    'Dir::Log "var/log/apt";',
    `APT::Architecture "${await nativeArchitecture()}";`,
    `APT::Architectures { "${await nativeArchitecture()}"; "${await foreignArchitecture()}"; };`,
    'APT::Sandbox::User "root";',
    'APT::Machine-ID "0123456789abcdef0123456789abcdef";',
    'Acquire::Languages "none";',
    'Acquire::http::Proxy::127.0.0.1 "DIRECT";',
    `DPkg::Options { ${options.map((option) => `"${option}";`).join(' ')} };`,
  ];
  await writeFile(configPath(dir), `${lines.join('\n')}\n`);
}
