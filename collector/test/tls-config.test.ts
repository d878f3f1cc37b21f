import { expect, test } from 'vitest';
import { readTls } from '../src/tls-config.ts';

test.each([
  [{}, '127.0.0.1', { kind: 'off' }],
  [{}, 'localhost', { kind: 'off' }],
  [{}, '::1', { kind: 'off' }],
  [{}, '0.0.0.0', { kind: 'own', names: [] }],
  [{}, '::', { kind: 'own', names: [] }],
  [{ SU_TLS: 'off' }, '0.0.0.0', { kind: 'off' }],
  [{ SU_TLS: 'own' }, '127.0.0.1', { kind: 'own', names: [] }],
  [{ SU_TLS_NAMES: 'a.example, 10.0.0.7' }, '0.0.0.0', { kind: 'own', names: ['a.example', '10.0.0.7'] }],
  [{ SU_TLS_CERT: '/c', SU_TLS_KEY: '/k' }, '0.0.0.0', { kind: 'files', cert: '/c', key: '/k' }],
])('%j on %s', (env, host, expected) => expect(readTls(env, host)).toEqual(expected));

test.each([
  [{ SU_TLS: 'on' }, /SU_TLS is "on"/],
  [{ SU_TLS_CERT: '/c' }, /SU_TLS_KEY is missing/],
  [{ SU_TLS_KEY: '/k' }, /SU_TLS_CERT is missing/],
  [{ SU_TLS: 'own', SU_TLS_CERT: '/c', SU_TLS_KEY: '/k' }, /there is a certificate/],
  [{ SU_TLS_NAMES: 'a_b/c' }, /SU_TLS_NAMES has "a_b\/c"/],
])('%j is refused', (env, message) =>
  expect(() => readTls(env, '0.0.0.0')).toThrow(
    expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(message) }),
  ),
);
