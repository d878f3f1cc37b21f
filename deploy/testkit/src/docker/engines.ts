import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type EngineKind = 'docker' | 'podman';

interface Place {
  readonly directory: string;
  readonly socket: string;
  /** `127.0.0.1:<port>`, without TLS. */
  readonly registry: string;
}

/** How an engine of a test's own is started, which keeps everything in one folder. */
export interface EngineCommand {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Docker in a folder of its own, with more options. Nothing of this machine's network is changed. */
export function dockerd(
  { directory, socket }: Omit<Place, 'registry'>,
  more: readonly string[],
): EngineCommand {
  const at = (name: string) => join(directory, name);
  const places = ['--host', `unix://${socket}`, '--data-root', at('data'), '--exec-root', at('exec')];
  const plain = ['--pidfile', at('engine.pid'), '--iptables=false', '--bridge=none'];
  return { command: ['/usr/sbin/dockerd', ...places, ...plain, ...more], env: {} };
}

/** By kind. The registry is plain HTTP on loopback, which Docker takes as it is and Podman must be told. */
export const ENGINES: Readonly<Record<EngineKind, (place: Place) => Promise<EngineCommand>>> = {
  docker: async (place) => dockerd(place, ['--storage-driver=vfs']),
  async podman({ directory, socket, registry }) {
    const at = (name: string) => join(directory, name);
    await writeFile(at('registries.conf'), `[[registry]]\nlocation = "${registry}"\ninsecure = true\n`);
    // Its own limits are higher than a container may ask for on some machines.
    await writeFile(
      at('containers.conf'),
      '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n',
    );
    const places = ['--root', at('data'), '--runroot', at('exec'), '--tmpdir', at('tmp')];
    const plain = ['--storage-driver', 'vfs', '--events-backend', 'file', '--cgroup-manager', 'cgroupfs'];
    return {
      command: ['/usr/bin/podman', ...places, ...plain, 'system', 'service', '--time=0', `unix://${socket}`],
      env: { CONTAINERS_REGISTRIES_CONF: at('registries.conf'), CONTAINERS_CONF: at('containers.conf') },
    };
  },
};
