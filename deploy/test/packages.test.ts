import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { buildAgentDeb, buildCollectorDeb } from './support/packages.ts';

const run = promisify(execFile);

const has = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(`${folder}/${program}`));

const hasLintian = has('lintian');
if (!hasLintian) console.log('skipped: lintian is not installed, so that nobody checks the packages');
const hasShellcheck = has('shellcheck');
if (!hasShellcheck) console.log('skipped: shellcheck is not installed, so that nobody checks their scripts');

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

test("the agent's package: the same bytes each time, whatever the umask, and as it should be inside", async () => {
  await using one = await temporaryDirectory('packages');
  await using two = await temporaryDirectory('packages');
  const deb = await buildAgentDeb(one.path, '1.0.0');
  const before = process.umask(0o077);
  const again = await buildAgentDeb(two.path, '1.0.0').finally(() => process.umask(before));
  expect(await sha256(again)).toBe(await sha256(deb));

  const { stdout } = await run('dpkg-deb', ['--contents', deb]);
  const lines = stdout.trimEnd().split('\n');
  expect(
    lines.filter((line) => !/^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x|lrwxrwxrwx) root\/root /.test(line)),
  ).toEqual([]);
  expect(stdout).toMatch(/-rwxr-xr-x .* \.\/usr\/lib\/suivi-agent\/suivi-agent\.cjs$/m);
  const { stdout: control } = await run('dpkg-deb', ['--field', deb, 'Architecture', 'Depends']);
  expect(control).toBe('Architecture: all\nDepends: nodejs (>= 18.19), systemd\n');
});

/** They are not compressed here, which is quicker. */
const NOT_COMPRESSED = ['control', 'data'].map((part) => `uses-no-compression-for-${part}-tarball`).join();

/** These checks take a third of the time, and nothing that they find is an error. */
const NO_ERRORS = 'binaries/spelling,languages/javascript/embedded';

test.runIf(hasLintian)('lintian finds no error in the packages', async () => {
  await using folder = await temporaryDirectory('packages', 0o755);
  for (const build of [buildAgentDeb, buildCollectorDeb]) {
    const deb = await build(folder.path, '1.0.0');
    const options = ['--fail-on', 'error', '--display-level', '>=error', '--suppress-tags', NOT_COMPRESSED];
    await run('lintian', [...options, '--dont-check-part', NO_ERRORS, deb]).catch(({ stdout }) =>
      expect.fail(`${stdout}`),
    );
  }
});

test.runIf(hasShellcheck)(
  'shellcheck finds nothing in the maintainer scripts and in the install script',
  async () => {
    const folder = fileURLToPath(new URL('../packaging', import.meta.url));
    const names = ['postinst', 'prerm', 'postrm'].flatMap((name) => [`agent/${name}`, `collector/${name}`]);
    const others = ['sandbox.sh', 'collector/suivi-collector', '../../collector/src/api/install/install.sh'];
    await run('shellcheck', ['--shell=sh', ...names, ...others], { cwd: folder });
  },
);

test("the collector's package carries the page, compressed beforehand, and the licences of what is in it", async () => {
  await using folder = await temporaryDirectory('packages');
  const deb = await buildCollectorDeb(folder.path, '1.0.0');
  const { stdout } = await run('dpkg-deb', ['--contents', deb], { maxBuffer: 2 ** 24 });
  for (const file of ['index.html', 'index.html.br', 'theme.js', 'assets/index-\\S+\\.js\\.br'])
    expect(stdout).toMatch(new RegExp(` \\./usr/lib/suivi-collector/web/${file}$`, 'm'));
  expect(stdout).not.toMatch(/web\/\./);
  await run('dpkg-deb', ['--extract', deb, folder.path], { maxBuffer: 2 ** 24 });
  const copyright = await readFile(`${folder.path}/usr/share/doc/suivi-collector/copyright`, 'utf8');
  // The page's, and every package that goes along beside the program.
  expect(copyright).toMatch(/^(The program contains| ) react-dom [\d.]+[,:]$/m);
  const modules = stdout.matchAll(/node_modules\/((?:@[^/]+\/)?[^/@]+)\/package\.json$/gm);
  const unnamed = [...modules].filter(([, name]) => !copyright.includes(` ${name} `)).map(([, name]) => name);
  expect(unnamed).toEqual([]);
  expect(copyright).toMatch(/ tweetnacl [\d.]+:\n\nThis is free and unencumbered software/);
  expect(copyright).not.toMatch(/\bnull\b|\bundefined\b/);
});
