// `npm run test:machines`: the tests of packages on every kind of machine and the container, which take too long for each change.
// What was seen is written into deploy/test/MACHINES.md, which is kept with the sources. Arguments are vitest's, to run a part:
// npm run test:machines -- -t 'on Debian 13'.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const FILES = [
  'deploy/test/systemd/package.test.ts',
  'deploy/test/systemd/fleet.test.ts',
  'deploy/test/systemd/collector-package.test.ts',
  'deploy/test/systemd/swap.test.ts',
  'deploy/test/container',
];
const PAGE = join(root, 'deploy/test/MACHINES.md');

const HEAD = `# The last run on all kinds of machines

Written by \`npm run test:machines\`; each part says when it was run last, and what. Seconds are those of a machine with two cores that
others use as well: they tell where time goes and are no measurements. The first part to need a release, or an image, has the time
that mmdebstrap took for it.

A machine is a system of its own with systemd as PID 1, by systemd-nspawn over a tree that mmdebstrap has made from the release's
own archive. *Unprivileged* ones have a user namespace: their root is nobody outside, as in a container of LXC with nesting, which
is what Proxmox VE makes. In those with *no nesting* no service can have a view of the files of its own, so systemd starts none
whose unit asks for one (226/NAMESPACE); many of the system's own fail there too, systemd-logind among them, for which apt waits 25
seconds at each run. Not modelled: AppArmor, LXC's own seccomp filter, lxcfs, and a kernel and an init of another age than those here.

Not run by this: the collector's package for arm64. It was tried by hand on 2026-11-29, unpacked beside Debian 12's arm64 libc6 and
libstdc++6, by qemu-user 7.2: \`run\` serves (\`GET /health\` answers), the link sets it up, the page and the agents' repository are
there, \`create-client\` and \`backup\` do what they say. It was never run on such a machine.
`;

const only = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'suivi-machines-'));
const file = join(scratch, 'steps');
writeFileSync(file, '');
const commit = commitNow();
const code = await run(
  'vitest',
  ['run', '--project', 'machines', '--project', 'container', ...FILES, ...only],
  {
    env: { ...process.env, SU_TEST_MACHINES: 'all', SU_TEST_STEPS: file },
  },
);
const lines = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
rmSync(scratch, { recursive: true });
// The run of a part leaves what was seen of the others, with the time and the commit of that.
const before = only.length > 0 ? sectionsOf(readFileSync(PAGE, 'utf8')) : [];
const sections = new Map([...before, ...sectionsNow()]);
writeFileSync(PAGE, [HEAD, ...sections.values()].join('\n'));
console.log(`\nWritten to ${PAGE}`);
process.exit(code);

/** The commit that is run, and whether something was changed on top of it. */
function commitNow() {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  return `commit ${git('log', '-1', '--format=%h')}${git('status', '--porcelain') ? ' with changes' : ''}`;
}

/** What the page says, by what it was seen on. */
function sectionsOf(page) {
  const [, ...sections] = page.split(/^## /m);
  return sections.map((text) => [text.slice(0, text.indexOf('\n')), `## ${text.trim()}\n`]);
}

function sectionsNow() {
  const names = [...new Set(lines.map(({ on }) => on))];
  return names.map((name) => [
    name,
    section(
      name,
      lines.filter(({ on }) => on === name),
    ),
  ]);
}

function section(name, said) {
  const ends = said.find(({ end }) => end)?.end ?? 'BROKEN OFF';
  const at = said.at(-1).at.slice(0, 16).replace('T', ' ');
  const rows = said.filter(({ step }) => step).map(row);
  return `## ${name}\n\n${at} UTC, ${commit}: ${ends}.\n\n| step | seconds | |\n| --- | ---: | --- |\n${rows.join('\n')}\n`;
}

function row({ step, seconds, failed }) {
  const end = seconds === null ? 'skipped' : failed ? 'FAILED' : 'ok';
  return `| ${step.replaceAll('|', '\\|')} | ${seconds ?? ''} | ${end} |`;
}
