import { expect, it } from 'vitest';
import { aptEnvironment } from '../../src/host/apt-env.ts';
import { runLines, runText } from '../../src/host/exec.ts';

const env = { PATH: '/usr/bin:/bin' };
const sh = (script: string, rest = {}) => runText('sh', ['-c', script], { env, ...rest });

it('gives the output, the errors and the exit code of a program that fails', async () => {
  expect(await sh('echo one; echo two; echo three >&2; exit 100')).toEqual({
    value: 'one\ntwo',
    stderr: 'three',
    exitCode: 100,
  });
});

it('hands over whole lines, wherever the pieces end, and the last one without its end', async () => {
  const script = "printf 'a'; printf 'b\\nc\\n\\n'; printf '\\303'; sleep 0.05; printf '\\251'";
  expect((await sh(script)).value).toBe('ab\nc\n\né');
});

it('says that a program is not there', async () => {
  const { failure, exitCode } = await runText('no-such-program', [], { env });
  expect([failure, exitCode]).toEqual(['no-such-program is not installed.', null]);
});

it('says that a program could not be started, also where the system refuses at once', async () => {
  const { failure, exitCode } = await runText('echo', ['x'.repeat(200_000)], { env });
  expect([failure, exitCode]).toEqual(['echo could not be started (E2BIG).', null]);
});

it('ends a program that takes too long', async () => {
  expect(await sh('exec sleep 60', { timeoutMs: 100 })).toMatchObject({
    exitCode: null,
    failure: 'sh did not end within 0.1 seconds.',
  });
});

it('ends a program by force that does not go, whoever holds its output open', async () => {
  const { failure } = await sh('trap "" TERM; sleep 60 & wait', { timeoutMs: 50 });
  expect(failure).toBe('sh did not end within 0.05 seconds.');
}, 30_000);

it('ends a program that says too much', async () => {
  expect(await sh('exec yes', { maxBytes: 100_000 })).toMatchObject({
    failure: 'sh wrote more than 100000 bytes.',
  });
});

it('reads on to the end when the parser stops early', async () => {
  const first = await runLines('seq', ['100000'], { env }, async (lines) => {
    for await (const line of lines) return line;
    return undefined;
  });
  expect(first).toMatchObject({ value: '1', exitCode: 0 });
});

it('keeps the start of what a program complains about, and reads the rest', async () => {
  const { stderr, exitCode } = await sh('seq 100000 >&2');
  expect([stderr.length, stderr.slice(0, 4), exitCode]).toEqual([65536, '1\n2\n', 0]);
});

it('gives the child its environment alone, and nothing to read', async () => {
  process.env['SUIVI_TEST_SECRET'] = 'x';
  expect((await sh('echo "[$SUIVI_TEST_SECRET]"; cat')).value).toBe('[]');
  delete process.env['SUIVI_TEST_SECRET'];
});

it("keeps apt's language, prompts and path fixed, and passes where apt and dpkg live", () => {
  const made = aptEnvironment({
    LC_ALL: 'fr_FR.UTF-8',
    LANGUAGE: 'fr',
    PATH: '/tmp/evil',
    LD_PRELOAD: '/tmp/evil.so',
    APT_CONFIG: '/srv/apt.conf',
    DPKG_ROOT: '/srv',
    DPKG_FORCE: 'not-root',
  });
  expect(made).toMatchObject({
    LC_ALL: 'C.UTF-8',
    DEBIAN_FRONTEND: 'noninteractive',
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    APT_CONFIG: '/srv/apt.conf',
    DPKG_ROOT: '/srv',
    DPKG_FORCE: 'not-root',
  });
  expect(Object.keys(made)).not.toEqual(expect.arrayContaining(['LANGUAGE']));
  expect(made).not.toHaveProperty('LD_PRELOAD');
});
