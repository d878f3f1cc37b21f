import { planHash } from '@suivi/shared';
import { createRoot, nativeArchitecture, type SandboxRoot } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import { INSTALLED_FORMAT, parseInstalled } from '../../../../src/probe/packages/parse-installed.ts';
import { analyse } from '../support.ts';
import { carryOut, leftOf, namesOf, plan, SIMPLE, stepsOf } from './support.ts';

const native = await nativeArchitecture();

/** The Inst, Remv and Purg lines of apt itself. */
const linesOf = (output: string) => output.match(/^(Inst|Remv|Purg) /gm)?.length ?? 0;

describe.each(['debian', 'ubuntu'] as const)('a root in the style of %s', (flavour) => {
  it('plans a full upgrade as the analysis does, with the same hash', async () => {
    await using root = await createRoot({ flavour });
    await root.offer('removal', 'vendor');
    const [analysis, planned] = [await analyse(root), await plan(root, 'apt_full_upgrade')];
    expect(planned.plan.planHash).toBe(analysis.planHash);
    expect(planned.command).toEqual(['apt-get', 'dist-upgrade']);
    expect(stepsOf(planned)).toContain(`remove lab-old:${native} 1.0>null`);
    expect(stepsOf(planned)).toContain(`install lab-extra:${native} null>1.1`);
    expect(leftOf(planned, 'lab-broken')).toMatch(/^broken: .*lab-that-does-not-exist/);
    if (flavour === 'ubuntu') expect(leftOf(planned, 'lab-phased')).toMatch(/^phased: .*0 %/);
    expect(planned.plan.steps.find(({ name }) => name === 'lab-lib')).toMatchObject({
      security: 'yes',
      downloadBytes: expect.any(Number),
      source: { archive: flavour === 'debian' ? 'stable-security' : 'noble-security' },
    });
    expect(planned.plan.steps.find(({ name }) => name === 'lab-old')).toMatchObject({
      security: 'unknown',
      downloadBytes: null,
    });
  });

  it('plans an upgrade that removes nothing, and says what only a full upgrade takes', async () => {
    await using root = await createRoot({ flavour });
    await root.hold('lab-held');
    await root.offer('removal');
    const planned = await plan(root, 'apt_upgrade');
    const apt = await root.aptGet('-s', '--with-new-pkgs', '--no-remove', 'upgrade');
    expect(planned.plan.steps).toHaveLength(linesOf(apt.stdout));
    expect(namesOf(planned)).toContain('lab-extra');
    expect(namesOf(planned)).not.toContain('lab-takeover');
    expect(leftOf(planned, 'lab-takeover')).toBe(
      'upgradable: Only a full upgrade takes it. Needs the removal of: lab-old.',
    );
    expect(leftOf(planned, 'lab-held')).toMatch(/^held: Held/);
  });

  it('plans the security updates alone, and says that it leaves those of which no source tells', async () => {
    await using root = await createRoot({ flavour });
    await root.offer('vendor');
    const planned = await plan(root, 'apt_security_upgrade');
    expect(stepsOf(planned)).toEqual([
      `upgrade lab-lib:${native} 1.0>1.0.1`,
      `upgrade lab-reboot:${native} 1.0>1.0.1`,
      `upgrade lab-superseded:${native} 1.0>1.2`,
    ]);
    expect(leftOf(planned, 'lab-app')).toBe('upgradable: Not a security update.');
    expect(leftOf(planned, 'lab-vendor')).toMatch(/^upgradable: Its source does not say/);
  });

  it.each(SIMPLE)('%s is carried out as planned, and then there is nothing left of it', async (action) => {
    await using root = await createRoot({ flavour });
    await root.offer('removal');
    const expected = await versions(root);
    const planned = await plan(root, action);
    await carryOut(root, planned);
    for (const { name, arch, from, to } of planned.plan.steps) {
      expect(expected.get(`${name}:${arch}`) ?? null).toBe(from);
      if (to === null) expected.delete(`${name}:${arch}`);
      else expected.set(`${name}:${arch}`, to);
    }
    expect(await versions(root)).toEqual(expected);
    expect((await plan(root, action)).plan).toMatchObject({
      steps: [],
      planHash: planHash([]),
      downloadBytes: 0,
      diskBytes: 0,
    });
  });
});

/** The versions of what is installed, by name and architecture. */
async function versions(root: SandboxRoot): Promise<Map<string, string>> {
  const { stdout } = await root.ensure('dpkg-query', '-W', '-f', INSTALLED_FORMAT);
  const installed = await parseInstalled(stdout.split('\n'));
  return new Map(installed.map(({ name, arch, version }) => [`${name}:${arch}`, version]));
}
