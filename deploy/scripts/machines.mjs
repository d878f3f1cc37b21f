// `npm run test:machines`: the tests of packages on every kind of machine and the container, which take too long for each change.
// What was seen is written into deploy/test/MACHINES.md, which is kept with the sources.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from './run.mjs';

const FILES = [
  'deploy/test/systemd/package.test.ts',
  'deploy/test/systemd/fleet.test.ts',
  'deploy/test/systemd/collector-package.test.ts',
  'deploy/test/container',
];
const PAGE = join(root, 'deploy/test/MACHINES.md');

const HEAD = `# The last run on all kinds of machines

Written by \`npm run test:machines\`. Seconds are those of a machine with two cores that others use as well: they tell where time
goes and are no measurements.

A machine is a system of its own with systemd as PID 1, by systemd-nspawn over a tree that mmdebstrap has made from the release's
own archive. *Unprivileged* ones have a user namespace: their root is nobody outside, as in a container of LXC with nesting, which
is what Proxmox VE makes. In those with *no nesting* no service can have a view of the files of its own, so systemd starts none
whose unit asks for one (226/NAMESPACE); many of the system's own fail there too. Not modelled: AppArmor, LXC's own seccomp
filter, lxcfs, and a kernel and an init of another age than those here.
`;

const scratch = mkdtempSync(join(tmpdir(), 'suivi-machines-'));
const file = join(scratch, 'steps');
writeFileSync(file, '');
const code = await run(
  'vitest',
  ['run', '--project', 'machines', '--project', 'container', ...FILES, ...process.argv.slice(2)],
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
writeFileSync(PAGE, page(lines, code));
console.log(`\nWritten to ${PAGE}`);
process.exit(code);

function page(steps, exitCode) {
  const names = [...new Set(steps.map(({ on }) => on))];
  const commit = execFileSync('git', ['log', '-1', '--format=%h'], { cwd: root, encoding: 'utf8' }).trim();
  const said = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, on top of commit ${commit}: ${
    exitCode === 0 ? 'everything passed' : 'something FAILED'
  }.`;
  const parts = names.map((name) => {
    const rows = steps.filter(({ on }) => on === name).map(row);
    return `\n## ${name}\n\n| step | seconds | |\n| --- | ---: | --- |\n${rows.join('\n')}\n`;
  });
  return `${HEAD}\n${said}\n${parts.join('')}`;
}

function row({ step, seconds, failed }) {
  const end = seconds === null ? 'skipped' : failed ? 'FAILED' : 'ok';
  return `| ${step.replaceAll('|', '\\|')} | ${seconds ?? ''} | ${end} |`;
}
