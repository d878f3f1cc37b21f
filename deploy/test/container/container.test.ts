import { randomBytes } from 'node:crypto';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { baseImage, eventually, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { type Engine, engineProblem, startEngine } from '../support/engine.ts';
import { askOver } from '../support/https.ts';
import { buildCollectorDeb } from '../support/packages.ts';
import { stepsOn } from '../support/steps.ts';

const problem = await engineProblem();
if (problem) console.log(`skipped: the collector in a container: ${problem}`);

const FOLDER = fileURLToPath(new URL('../../container', import.meta.url));
const LINK = /https:\S+\/setup#token=(\S+)/g;
const PORT = '18787';
const URL_OUTSIDE = `https://127.0.0.1:${PORT}`;
const step = stepsOn(
  'The collector in a container (images made here stand in for debian:bookworm-slim and postgres:17)',
);

/** What the official image does with its settings, for Debian's PostgreSQL. */
const POSTGRES = `#!/bin/sh
set -e
bin=$(echo /usr/lib/postgresql/*/bin)
data=/var/lib/postgresql/data
mkdir -p $data && chown postgres $data && chmod 700 $data
as() { setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; }
if [ ! -e $data/PG_VERSION ]; then
  printf %s "$POSTGRES_PASSWORD" >/tmp/password
  chmod 644 /tmp/password
  as $bin/initdb -D $data -U "$POSTGRES_USER" --pwfile=/tmp/password -A scram-sha-256 >/dev/null
  echo "host all all all scram-sha-256" >>$data/pg_hba.conf
  echo "CREATE DATABASE $POSTGRES_DB" | as $bin/postgres --single -D $data postgres >/dev/null
fi
exec setpriv --reuid=postgres --regid=postgres --clear-groups -- $bin/postgres -D $data -c listen_addresses='*' -k /tmp
`;

/** A checkout's deploy/ with packages built, as `docker compose` is used in one. */
async function makeProject(folder: string): Promise<string> {
  await cp(FOLDER, join(folder, 'container'), { recursive: true });
  await mkdir(join(folder, 'dist'));
  await buildCollectorDeb(join(folder, 'dist'), '1.0.0');
  return join(folder, 'container');
}

async function importBase(engine: Engine): Promise<void> {
  await engine.run('docker', ['import', await baseImage(), 'debian:bookworm-slim']);
}

async function importPostgres(engine: Engine): Promise<void> {
  await using dir = await temporaryDirectory('postgres', 0o755);
  await writeFile(join(dir.path, 'postgres'), POSTGRES, { mode: 0o755 });
  await engine.run('docker', ['import', await baseImage(['postgresql']), 'plain-postgres']);
  const recipe = 'FROM plain-postgres\nCOPY postgres /entry\nENTRYPOINT ["/entry"]\n';
  await writeFile(join(dir.path, 'Dockerfile'), recipe);
  await engine.run('docker', ['build', '--quiet', '--tag', 'postgres:17', dir.path]);
}

test.runIf(!problem)(
  'the image: a link in its log, data that stays, backups, and PostgreSQL beside it',
  async () => {
    await using dir = await temporaryDirectory('container', 0o755);
    await using engine = await step('an engine of its own', startEngine);
    await step('its base, made by mmdebstrap and imported', () => importBase(engine));
    const project = await makeProject(dir.path);
    let settings: Record<string, string> = { SU_PUBLIC_URL: URL_OUTSIDE, SU_PUBLISH: PORT };
    const compose = (...args: string[]) =>
      engine.run('docker-compose', args, { env: settings, cwd: project });
    const inside = (...args: string[]) => compose('exec', '-T', 'collector', ...args);
    const log = () => compose('logs', '--no-color', 'collector');
    const health = async () => {
      const state = await engine.run('docker', [
        'inspect',
        '--format',
        '{{.State.Health.Status}}',
        await id(),
      ]);
      if (state.trim() !== 'healthy') throw new Error(`${state}${await log()}`);
      return true;
    };
    const id = async () => (await compose('ps', '--quiet', 'collector')).trim();
    const untilServing = async () => {
      await eventually(() => inside('suivi-collector', 'health').then(() => true), {
        what: 'the collector in its container',
        timeoutMs: 90_000,
        intervalMs: 300,
      }).catch(async (error: Error) => expect.fail(`${error.message}\n${await log()}`));
      return inside('suivi-collector', 'ca');
    };
    const newestToken = async () => [...(await log()).matchAll(LINK)].at(-1)?.[1] ?? '';
    /** Makes the first administrator by the link, and gives the cookie of the session. */
    const setUp = async (ca: string) => {
      const body = { token: await newestToken(), username: 'ada', password: 'four words and a number 7' };
      const made = await askOver(ca, `${URL_OUTSIDE}/api/setup`, { method: 'POST', body });
      expect(made.status, made.text).toBe(201);
      return made.headers['set-cookie']![0]!.split(';')[0]!;
    };

    await step('built from the package', () => compose('build'));
    let ca = '';
    await step('started: it serves, and its log has the link', async () => {
      await compose('up', '--detach');
      ca = await untilServing();
      expect(await newestToken()).not.toBe('');
    });
    const cookie = await step('set up by the link', () => setUp(ca));
    await step('it runs as nobody in particular, and offers the agent', async () => {
      expect((await inside('id', '-u')).trim()).toBe('8787');
      expect(await inside('readlink', '/proc/1/exe')).toContain('/usr/lib/suivi-collector/bin/node');
      await expect(inside('touch', '/usr/x')).rejects.toThrow(/Read-only/);
      const packages = await askOver(ca, `${URL_OUTSIDE}/apt/dists/stable/main/binary-all/Packages`);
      expect(packages.text).toMatch(/^Package: suivi-agent$/m);
      expect((await askOver(ca, `${URL_OUTSIDE}/install.sh`)).text).toContain(`base='${URL_OUTSIDE}'`);
      await eventually(health, {
        what: 'what the engine says of its health',
        timeoutMs: 60_000,
        intervalMs: 1000,
      });
    });
    await step('stopped within seconds, started again: the session and the certificate stay', async () => {
      const before = performance.now();
      await compose('stop');
      expect(performance.now() - before, 'a stop that reaches it').toBeLessThan(20_000);
      const code = await engine.run('docker', ['inspect', '--format', '{{.State.ExitCode}}', await id()]);
      expect(code.trim()).toBe('0');
      await compose('up', '--detach', '--force-recreate');
      expect(await untilServing()).toBe(ca);
      expect((await askOver(ca, `${URL_OUTSIDE}/api/session`, { headers: { cookie } })).status).toBe(200);
    });
    await step('a backup by exec, which is an archive', async () => {
      const tar = 'suivi-collector backup | gzip -dc | tar -t';
      const files = await inside('sh', '-c', tar);
      expect(files).toMatch(/suivi\.db/);
      expect(files).toMatch(/master\.key/);
      await compose('down', '--volumes');
    });

    await step('a PostgreSQL, made in the same way', () => importPostgres(engine));
    await step('with PostgreSQL, by the profile', async () => {
      const password = randomBytes(12).toString('hex');
      settings = {
        ...settings,
        COMPOSE_PROFILES: 'postgresql',
        POSTGRES_PASSWORD: password,
        SU_DATABASE_URL: `postgresql://suivi:${password}@database/suivi`,
      };
      await compose('up', '--detach');
      ca = await untilServing();
      await setUp(ca);
      await compose('restart', 'collector');
      await untilServing();
      await expect(inside('suivi-collector', 'setup-link')).rejects.toThrow(/set up already/);
      await expect(inside('ls', '/var/lib/suivi-collector/suivi.db')).rejects.toThrow(/No such file/);
    });
  },
);
