import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { describe, expect, test } from 'vitest';
import { installCommand } from '../../../src/api/install/command.ts';
import { emptyRepository } from '../support/app.ts';
import { realApp } from '../support/real.ts';

const TOKEN = 'suivi_enrol_a-token-of-a-test';
const facts = { base: 'https://suivi.example', token: TOKEN, pin: null };

/** Runs the line with programs of the test's own before those of the system. */
async function runLine(line: string, programs: Record<string, string>, shell = 'sh') {
  await using directory = await temporaryDirectory('line');
  for (const [name, body] of Object.entries(programs))
    await writeFile(join(directory.path, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  const env = {
    PATH: `${directory.path}:${process.env['PATH']}`,
    LINE_DIR: directory.path,
    HOME: '/nonexistent',
  };
  // On standard input, as in a terminal: an argument of this shell would be none of the line's doing.
  const { status, stdout, stderr } = spawnSync(shell, { input: `${line}\n`, env, encoding: 'utf8' });
  const kept = (name: string) => readFile(join(directory.path, name), 'utf8').catch(() => null);
  return { status, stdout, stderr, seen: await kept('seen'), asked: await kept('asked') };
}

const CURL = `printf '%s\\n' "$*" >"$LINE_DIR/asked"
cat <<'SCRIPT'
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >"$LINE_DIR/seen"
printf '%s\\n' "$SUIVI_TOKEN"
SCRIPT`;
const SUDO = `[ "$1" = --preserve-env=SUIVI_TOKEN ] && shift && echo with sudo && exec "$@"`;

describe('the line', () => {
  test.each(['sh', 'bash'])(
    'gives the token to the script, and to no argument of a process, in %s',
    async (shell) => {
      const root = await runLine(installCommand(facts), { curl: CURL, id: 'echo 0', sudo: 'exit 1' }, shell);
      expect(root).toMatchObject({
        status: 0,
        stdout: `${TOKEN}\n`,
        asked: '-fsS https://suivi.example/install.sh\n',
      });
      const person = await runLine(installCommand(facts), { curl: CURL, id: 'echo 1000', sudo: SUDO }, shell);
      expect(person).toMatchObject({ status: 0, stdout: `with sudo\n${TOKEN}\n` });
      for (const { seen } of [root, person]) {
        expect(seen).toContain('curl -fsS');
        expect(seen).not.toContain(TOKEN);
      }
    },
  );

  test('begins with the assignment of a shell, and names the token nowhere else', () => {
    // `env` or `sudo` before it would have it as an argument, if only for a moment.
    const line = installCommand(facts);
    expect(line).toMatch(/^SUIVI_TOKEN=\S+ sh -c '/);
    expect(line.split(TOKEN)).toHaveLength(2);
  });

  test('fails when the script cannot be fetched whole, and runs nothing of it', async () => {
    const cut = `echo 'echo begun'; exit 18`;
    const ended = await runLine(installCommand(facts), { curl: cut, id: 'echo 0' });
    expect(ended).toMatchObject({ status: 18, stdout: '' });
  });

  const pinned = { ...facts, pin: 'sha256//q1+/w=' };

  test.each([
    [90, /^suivi: Another server .* answers\. Make a new line/],
    [7, /^$/],
  ])(
    'says what to do when curl finds another key, and nothing else of its failures (%i)',
    async (code, said) => {
      const ended = await runLine(installCommand(pinned), {
        curl: `echo 'echo begun'; exit ${code}`,
        id: 'echo 0',
      });
      expect(ended).toMatchObject({ status: code, stdout: '' });
      expect(ended.stderr.trim()).toMatch(said);
    },
  );

  test('pins the key of a certificate that nobody else has signed', async () => {
    const { asked } = await runLine(installCommand(pinned), { curl: CURL, id: 'echo 0' });
    expect(asked).toBe('-fsS -k --pinnedpubkey sha256//q1+/w= https://suivi.example/install.sh\n');
  });
});

test('the API gives it with the token, where there is an agent to install', async () => {
  await using offering = await realApp({ repository: { ...emptyRepository, newestVersion: '1.0' } });
  const { token, installCommand: line } = (await offering.ask('POST', '/api/enrolment-tokens', {})).json();
  expect(line).toBe(installCommand({ base: 'http://localhost:80', token, pin: null }));
  await using empty = await realApp();
  expect((await empty.ask('POST', '/api/enrolment-tokens', {})).json()).toMatchObject({
    installCommand: null,
  });
});

test('a machine shows which newer agent there is, by the order of dpkg', async () => {
  const offered = { ...emptyRepository, newestVersion: '0.1.1~rc1' as string | null };
  await using real = await realApp({ repository: offered });
  const { machineId } = await real.machine();
  const shown = async (version: string | null) => {
    offered.newestVersion = version;
    return (await real.ask('GET', `/api/machines/${machineId}`)).json();
  };
  expect(await shown('0.1.1~rc1')).toMatchObject({ agentVersion: '0.1.0', agentUpdate: '0.1.1~rc1' });
  for (const version of ['0.1.0', '0.1.0~rc1', '0.0.9', null])
    expect((await shown(version)).agentUpdate, `${version}`).toBeNull();
});
