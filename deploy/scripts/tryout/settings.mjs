import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const kept = (file, make) => {
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
};

/** On the real system the try-out may look and refresh; in a sandbox root everything is allowed. */
const policy = () =>
  JSON.stringify(
    process.env.DPKG_ROOT
      ? { profile: 'standard', postInstall: { enabled: true } }
      : { profile: 'read-only' },
    null,
    2,
  );

/** Plain HTTP, also where others reach it: the try-out is for looking. An installed collector speaks TLS there. */
const LOOPBACK = /^(localhost|::1|127\.[\d.]+)$/;

/** Where everything of the try-out is kept, and the environment of its two programs. `SU_*` variables that are set win. */
export function settings(root) {
  const dataDir = resolve(process.env.SU_DATA_DIR ?? join(root, 'data'));
  mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  const token = kept(
    join(dataDir, 'admin-token'),
    () => process.env.SU_BOOTSTRAP_TOKEN ?? `su_${randomBytes(24).toString('base64url')}`,
  );
  const policyFile = join(dataDir, 'policy.json');
  kept(policyFile, policy);

  const host = process.env.SU_HOST ?? '127.0.0.1';
  const port = process.env.SU_PORT ?? '8787';
  const reachable = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  const url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
  const common = { ...process.env, SU_DATA_DIR: dataDir };
  const stateDir = process.env.SU_AGENT_STATE_DIR ?? join(dataDir, 'agent');
  return {
    dataDir,
    host,
    port,
    url,
    token,
    isOpen: !LOOPBACK.test(host),
    enrolled: () => existsSync(join(stateDir, 'identity.json')),
    collectorEnv: {
      // `npm run deb` puts them there.
      SU_AGENT_PACKAGES_DIR: join(root, 'deploy/dist'),
      ...common,
      SU_TLS: 'off',
      ...{ SU_HOST: host, SU_PORT: port, SU_BOOTSTRAP_TOKEN: token },
    },
    agentEnv: {
      ...common,
      SU_URL: url,
      SU_AGENT_STATE_DIR: stateDir,
      SU_RUNNER_DIR: process.env.SU_RUNNER_DIR ?? join(dataDir, 'runner'),
      SU_POLICY: process.env.SU_POLICY ?? policyFile,
    },
  };
}
