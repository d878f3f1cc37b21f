import { expect, test } from 'vitest';
import {
  settingsFault,
  type ThresholdSettings,
  thresholdsFor,
} from '../../../src/domain/metrics/thresholds.ts';

const SETTINGS: ThresholdSettings = {
  all: { memoryPercent: 80 },
  tags: [
    { tag: 'backup', diskPercent: 98, diskFullPercent: 99, forMinutes: 0 },
    { tag: 'db', diskPercent: 80, loadPerCore: 2, temperatureCelsius: 85 },
  ],
};

test.each<[string, string[], object]>([
  ['nothing of its own', [], { diskPercent: 90, diskFullPercent: 97, memoryPercent: 80, loadPerCore: null }],
  [
    'a tag in the place of all',
    ['backup'],
    { diskPercent: 98, diskFullPercent: 99, memoryPercent: 80, loadPerCore: null, forMinutes: 0 },
  ],
  [
    'the lowest of two tags',
    ['backup', 'db'],
    {
      ...{ diskPercent: 80, diskFullPercent: 99, memoryPercent: 80, loadPerCore: 2 },
      ...{ temperatureCelsius: 85, forMinutes: 0 },
    },
  ],
  [
    'a tag of which nothing is set',
    ['web'],
    { diskPercent: 90, diskFullPercent: 97, memoryPercent: 80, loadPerCore: null },
  ],
])('%s', (_, tags, expected) => {
  expect(thresholdsFor(SETTINGS, new Set(tags))).toEqual({
    temperatureCelsius: null,
    forMinutes: 5,
    ...expected,
  });
});

test('settings that make no sense say why', () => {
  expect(settingsFault(SETTINGS)).toBeNull();
  expect(settingsFault({ all: {}, tags: [{ tag: 'a' }, { tag: 'a' }] })).toBe('The tag a is there twice.');
  expect(settingsFault({ all: { diskPercent: 98 }, tags: [] })).toContain('all machines');
  expect(settingsFault({ all: { diskFullPercent: 95 }, tags: [{ tag: 'a', diskPercent: 96 }] })).toContain(
    'For a ',
  );
  expect(settingsFault({ all: {}, tags: [{ tag: 'a', diskPercent: 98, diskFullPercent: 99 }] })).toBeNull();
});
