import { expect, test } from 'vitest';
import { canonicalJson, contentHash } from '../src/canonical.ts';

test('the order of keys does not matter, the order of items does', () => {
  expect(canonicalJson({ b: 1, a: [2, 1] })).toBe('{"a":[2,1],"b":1}');
  expect(contentHash({ b: 1, a: 2 })).toBe(contentHash({ a: 2, b: 1 }));
  expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
});

test('what JSON leaves out is left out, what JSON cannot hold is refused', () => {
  expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
});

test('text that needs escaping stays JSON', () => {
  const value = { 'a"b': 'ligne\nété \u2028' };
  expect(JSON.parse(canonicalJson(value))).toEqual(value);
});
