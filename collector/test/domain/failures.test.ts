import type { Action, ErrorKind } from '@suivi/shared';
import { describe, expect, it } from 'vitest';
import { settles } from '../../src/domain/failures.ts';

describe('settles', () => {
  it.for<[Action, Action, ErrorKind, boolean]>([
    ['apt_refresh', 'apt_refresh', 'apt_failed', true],
    ['apt_refresh', 'apt_upgrade', 'apt_failed', false],
    ['apt_upgrade', 'apt_refresh', 'apt_failed', false],
    ['apt_upgrade', 'apt_upgrade', 'lock_timeout', true],
    ['apt_full_upgrade', 'apt_upgrade', 'lock_timeout', true],
    ['apt_full_upgrade', 'apt_upgrade_selected', 'download_failed', true],
    ['apt_upgrade', 'apt_security_upgrade', 'download_failed', true],
    ['apt_upgrade', 'apt_full_upgrade', 'download_failed', false],
    ['apt_security_upgrade', 'apt_upgrade', 'download_failed', false],
    ['apt_repair', 'apt_upgrade', 'dpkg_interrupted', true],
    ['apt_repair', 'apt_autoremove', 'apt_interrupted', true],
    ['apt_repair', 'apt_upgrade', 'download_failed', false],
    ['apt_repair', 'reboot', 'runner_interrupted', false],
    ['apt_autoremove', 'apt_upgrade', 'dpkg_interrupted', false],
    ['reboot', 'apt_upgrade', 'apt_interrupted', false],
  ])('%s after %s that failed with %s: %s', ([success, action, errorKind, expected]) => {
    expect(settles(success, { action, errorKind })).toBe(expected);
  });
});
