import { expect, test } from 'vitest';
import { codes as english } from '../../src/i18n/en/codes.ts';
import { codes as french } from '../../src/i18n/fr/codes.ts';

test('it is a machine that is too hot, and not the weather', () => {
  expect(french.events.temperature_warning).toBe('La machine est trop chaude.');
  expect(english.events.temperature_warning).toBe('The machine is too hot.');
});
