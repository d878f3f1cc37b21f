import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { eventually } from '@suivi/testkit';
import { expect, it } from 'vitest';

const child = new URL('../../src/host/child.ts', import.meta.url);

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('does not let a program outlive us', async () => {
  const script = `import { startChild } from '${child}';
    const { stdout } = startChild('sh', ['-c', 'echo $$; exec sleep 60'], { PATH: process.env.PATH });
    stdout.on('data', (pid) => process.stdout.write(pid, () => process.exit()));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(Number(stdout)).toBeGreaterThan(0);
  await eventually(() => !isAlive(Number(stdout)), { what: 'the end of the child' });
});
