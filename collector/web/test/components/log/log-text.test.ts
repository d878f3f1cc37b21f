import { expect, test } from 'vitest';
import { LogText } from '../../../src/components/log/log-text.ts';

const logOf = (...chunks: string[]) => {
  const log = new LogText((tell) => tell());
  for (const chunk of chunks) log.append(chunk);
  return log;
};

test('lines that come in pieces are whole, and the last one is shown while it grows', () => {
  const log = logOf('one\ntw', 'o\nthr');
  expect(log.all()).toBe('one\ntwo\nthr');
  log.append('ee\n');
  expect(log.length).toBe(3);
  expect(log.line(2)).toBe('three');
});

test('a carriage return leaves what was written last, and colours are taken out', () => {
  expect(logOf('10%\r50%\r100%\r\n\u001b[31mred\u001b[0m\u0007\n').all()).toBe('100%\nred');
});

test('a search finds the lines, whatever the case', () => {
  const log = logOf('Setting up nginx\nok\nNGINX failed');
  expect(log.find('nginx')).toEqual([0, 2]);
  expect(log.find('')).toEqual([]);
});

test('many pieces are told once a frame', () => {
  const told: (() => void)[] = [];
  const log = new LogText((tell) => told.push(tell));
  let times = 0;
  log.subscribe(() => times++);
  for (let i = 0; i < 100; i++) log.append(`${i}\n`);
  expect(told).toHaveLength(1);
  told[0]?.();
  expect(times).toBe(1);
});
