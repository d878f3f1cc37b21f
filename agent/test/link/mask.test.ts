import { expect, test } from 'vitest';
import { needsMask } from '../../src/link/mask.ts';

test.each([
  ['ws://collector.example:8443/agent', true],
  ['ws://127.0.0.1.example/agent', true],
  ['ws://10.0.0.1/agent', true],
  ['wss://collector.example/agent', false],
  ['ws://localhost:1/agent', false],
  ['ws://127.0.0.1:1/agent', false],
  ['ws://[::1]:1/agent', false],
])('%s: %s', (address, expected) => expect(needsMask(address)).toBe(expected));
