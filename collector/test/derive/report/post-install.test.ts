import { expect, test } from 'vitest';
import { renderReport } from '../../../src/derive/index.ts';
import { factsOf } from './support.ts';

const setting = { kind: 'timezone', name: '', value: 'Etc/UTC', profile: 'base' } as const;

test('the report on an application says which profiles, what is not as wanted, and each command', () => {
  const text = renderReport(
    factsOf({
      action: 'post_install_apply',
      postInstall: {
        profiles: [{ id: 'p1', name: 'base', version: 3 }],
        planHash: null,
        rendered: 'ln -sfn /usr/share/zoneinfo/Etc/UTC /etc/localtime\n',
        operations: 1,
        settings: [{ ...setting, found: 'Asia/Tokyo', state: 'differs' }],
        after: [{ ...setting, found: 'Etc/UTC', state: 'ok' }],
        overridden: [{ ...setting, value: 'Asia/Tokyo', by: 'base' }],
        notes: [],
      },
    }),
  );
  expect(text).toContain('- base, version 3');
  expect(text).toContain('Everything is as wanted.');
  expect(text).toContain('timezone: base replaces Asia/Tokyo of base');
  expect(text).toMatch(/1 operation of the plan:\n\n```\nln -sfn .* \/etc\/localtime\n```/);
});
