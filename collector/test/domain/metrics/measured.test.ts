import type { Metrics } from '@suivi/shared';
import { describe, expect, test } from 'vitest';
import { measuredWarnings, NOTHING_BEFORE } from '../../../src/domain/metrics/measured.ts';
import { BUILT_IN, type EffectiveThresholds } from '../../../src/domain/metrics/thresholds.ts';
import { time } from '../../store/support/messages.ts';

type Values = Pick<Metrics, 'memoryUsedPercent' | 'cpuLoad5' | 'cpuCores' | 'hottest'>;
const QUIET: Values = { memoryUsedPercent: 50, cpuLoad5: 1, cpuCores: 2, hottest: null };

/** The codes that are warned of after each of these values, given with the minute at which they came. */
function run(
  thresholds: Partial<EffectiveThresholds>,
  ...steps: readonly (readonly [minute: number, change: Partial<Values>])[]
): string[] {
  let before = NOTHING_BEFORE;
  return steps.map(([minute, change]) => {
    before = measuredWarnings(
      { ...QUIET, ...change },
      { ...BUILT_IN, ...thresholds },
      before,
      time(minute * 60),
    );
    return before.warnings.map(({ code }) => code).join(' ');
  });
}
const memory = (memoryUsedPercent: number | null) => ({ memoryUsedPercent });
const heat = (celsius: number) => ({ hottest: { name: 'coretemp Package id 0', celsius } });

describe('a value that is too high', () => {
  test('is warned of after so many minutes', () => {
    expect(run({}, [0, memory(96)], [4, memory(99)], [5, memory(96)])).toEqual([
      '',
      '',
      'memory_almost_full',
    ]);
    expect(run({ forMinutes: 0 }, [0, memory(96)])).toEqual(['memory_almost_full']);
  });

  test('is not warned of for short peaks, however many', () => {
    expect(run({}, [0, memory(99)], [2, memory(50)], [4, memory(99)], [8, memory(99)])).toEqual([
      '',
      '',
      '',
      '',
    ]);
  });

  test('is not warned of when only its first value was too high and the others nearly', () => {
    expect(run({}, [0, memory(96)], [2, memory(94)], [4, memory(94)], [6, memory(94)])).toEqual([
      '',
      '',
      '',
      '',
    ]);
  });

  test('stays warned of until it is clearly lower', () => {
    expect(
      run({ forMinutes: 0 }, [0, memory(95)], [1, memory(93)], [2, memory(92.9)], [3, memory(94)]),
    ).toEqual(['memory_almost_full', 'memory_almost_full', '', '']);
  });

  test('counts from its beginning where nothing came for a while, unless it was warned of already', () => {
    expect(run({}, [0, memory(96)], [60, memory(96)], [65, memory(96)])).toEqual([
      '',
      '',
      'memory_almost_full',
    ]);
    expect(run({ forMinutes: 0 }, [0, memory(96)], [60, memory(94)])).toEqual([
      'memory_almost_full',
      'memory_almost_full',
    ]);
  });

  test('has its threshold: by the core, by the degree', () => {
    const thresholds = { forMinutes: 0, loadPerCore: 2, temperatureCelsius: 80 };
    expect(
      run(
        thresholds,
        [0, { cpuLoad5: 3.9 }],
        [1, { cpuLoad5: 4 }],
        [2, { cpuLoad5: 3.7 }],
        [3, { cpuLoad5: 3.5 }],
      ),
    ).toEqual(['', 'load_high', 'load_high', '']);
    expect(run(thresholds, [0, heat(79)], [1, heat(80)], [2, heat(77)], [3, heat(76)])).toEqual([
      '',
      'temperature_high',
      'temperature_high',
      '',
    ]);
    expect(run({ forMinutes: 0 }, [0, { cpuLoad5: 400, ...heat(110) }])).toEqual(['']);
  });

  test('is not warned of where it is not known', () => {
    const thresholds = { forMinutes: 0, memoryPercent: 1, loadPerCore: 0.1, temperatureCelsius: 1 };
    const nothing = { memoryUsedPercent: null, cpuLoad5: null, hottest: null };
    expect(run(thresholds, [0, nothing], [1, { ...nothing, cpuLoad5: 4, cpuCores: null }])).toEqual(['', '']);
    expect(run(thresholds, [0, { ...nothing, ...heat(50) }], [1, nothing])).toEqual(['temperature_high', '']);
  });
});

test('an older release gave the warning at once: it stays, and nothing is told', () => {
  const { warnings } = measuredWarnings(
    { ...QUIET, ...memory(96) },
    BUILT_IN,
    { warnings: [{ code: 'memory_almost_full', message: '96 % of the memory is in use.' }], over: {} },
    time(0),
  );
  expect(warnings).toEqual([
    { code: 'memory_almost_full', message: '96 % of the memory is in use; the threshold is 95 %.' },
  ]);
});
