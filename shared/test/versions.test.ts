import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { compareVersions } from '../src/index.ts';

const run = promisify(execFile);

describe('versions are ordered as dpkg orders them', () => {
  const versions = [
    '1.0~rc',
    '1.0~rc1',
    '1.a',
    '1.a5',
    '010.1',
    '10.1',
    '1.001a',
    '1.01b',
    '1:0.1',
    '6.1.0-9',
    '6.1.0-10',
    '1.0-1',
    '1.0-1+b1',
    '1.0-1~bpo1',
    '1.0',
    '1.0+deb12u1',
    '6.6.31+rpt',
    '6.6.31',
  ];
  const pairs = versions.flatMap((a, at) => versions.slice(at + 1).map((b) => [a, b] as const));
  const dpkgSays = (a: string, operator: string, b: string) =>
    run('dpkg', ['--compare-versions', a, operator, b]).then(
      () => true,
      () => false,
    );

  it(`for ${pairs.length} pairs`, async () => {
    const differing: string[] = [];
    for (const [a, b] of pairs) {
      const ours = Math.sign(compareVersions(a, b));
      const operator = ours < 0 ? 'lt' : ours > 0 ? 'gt' : 'eq';
      const turned = Math.sign(compareVersions(b, a)) === (ours === 0 ? 0 : -ours);
      if (!turned || !(await dpkgSays(a, operator, b))) differing.push(`${a} ${operator} ${b}`);
    }
    expect(differing).toEqual([]);
  });
});
