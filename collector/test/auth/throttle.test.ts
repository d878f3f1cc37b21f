import { describe, expect, test } from 'vitest';
import { LoginThrottle } from '../../src/auth/login-throttle.ts';
import { Throttle } from '../../src/auth/throttle.ts';
import { AccountError } from '../../src/domain/accounts.ts';

const RULES = { free: 3, mostMs: 60_000, forgetMs: 600_000 };

/** A throttle with a clock that is moved by hand. */
function clocked(most?: number) {
  let now = 0;
  const throttle = new Throttle({ now: () => now, ...(most !== undefined && { most }) });
  const pass = (ms: number) => {
    now += ms;
  };
  return { throttle, pass, begin: (key: string) => throttle.begin([{ key, rules: RULES }]) };
}

describe('failures', () => {
  test('are free at first, then each costs twice as long, up to a limit', () => {
    const { begin, pass } = clocked();
    for (let free = 0; free < 3; free++) expect(begin('a')).toBe(0);
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      const wait = begin('a');
      waits.push(wait);
      pass(wait);
      expect(begin('a')).toBe(0);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  test('during a delay do not lengthen it', () => {
    const { begin, pass } = clocked();
    for (let free = 0; free < 3; free++) begin('a');
    for (let attempt = 0; attempt < 100; attempt++) expect(begin('a')).toBe(1000);
    pass(1000);
    expect(begin('a')).toBe(0);
  });

  test('of one bucket do not count for another, and are forgotten in time', () => {
    const { begin, pass } = clocked();
    for (let free = 0; free < 3; free++) begin('a');
    expect(begin('b')).toBe(0);
    pass(600_001);
    for (let free = 0; free < 3; free++) expect(begin('a')).toBe(0);
  });

  test('of very many buckets take bounded memory', () => {
    const { throttle, begin } = clocked(100);
    for (let key = 0; key < 1000; key++) begin(`${key}`);
    expect(throttle.size).toBe(100);
  });
});

describe('signing in', () => {
  const wait = (attempt: () => unknown): number => {
    try {
      attempt();
      return 0;
    } catch (error) {
      expect(error).toBeInstanceOf(AccountError);
      return (error as AccountError).retryAfterSeconds ?? -1;
    }
  };
  const address = (number: number) => ({ address: `192.0.2.${number}` });

  test('to one account is slowed down from wherever the attempts come', () => {
    const throttle = new LoginThrottle();
    for (let from = 0; from < 5; from++) throttle.begin('ada', null, address(from));
    expect(wait(() => throttle.begin('ada', null, address(99)))).toBe(1);
    expect(wait(() => throttle.begin('bob', null, address(99)))).toBe(0);
  });

  test('from a browser that is known does not suffer from the guessing of strangers', () => {
    const throttle = new LoginThrottle();
    for (let from = 0; from < 5; from++) throttle.begin('ada', null, address(1));
    expect(wait(() => throttle.begin('ada', null, address(1)))).toBeGreaterThan(0);
    expect(wait(() => throttle.begin('ada', 'her browser', address(1)))).toBe(0);
  });

  test('from a browser that is known has its own limit: a stolen cookie is no way to guess', () => {
    const throttle = new LoginThrottle();
    for (let guess = 0; guess < 5; guess++) throttle.begin('ada', 'stolen', address(1));
    expect(wait(() => throttle.begin('ada', 'stolen', address(2)))).toBe(1);
  });

  test('to many accounts from one network is slowed down', () => {
    const throttle = new LoginThrottle();
    const from = (host: number) => ({ address: `2001:db8:1:2::${host.toString(16)}` });
    for (let guess = 0; guess < 20; guess++) throttle.begin(`user ${guess}`, null, from(guess));
    expect(wait(() => throttle.begin('another', null, from(99)))).toBe(1);
    expect(wait(() => throttle.begin('another', null, { address: '2001:db8:1:3::1' }))).toBe(0);
  });

  test('that succeeds starts the account anew, but not the address', () => {
    const throttle = new LoginThrottle();
    for (let guess = 0; guess < 19; guess++) throttle.begin(`user ${guess}`, null, address(1));
    for (let time = 0; time < 10; time++) throttle.begin('mine', null, address(1)).succeeded();
    throttle.begin('one more', null, address(1));
    expect(wait(() => throttle.begin('and more', null, address(1)))).toBe(1);
  });
});
