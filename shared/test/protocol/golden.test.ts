import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseToAgent, parseToCollector } from '../../src/protocol/parse.ts';
import { TO_AGENT } from '../../src/protocol/to-agent.ts';
import { TO_COLLECTOR } from '../../src/protocol/to-collector.ts';

const directions = [
  { folder: 'to-collector', parse: parseToCollector, catalogue: TO_COLLECTOR },
  { folder: 'to-agent', parse: parseToAgent, catalogue: TO_AGENT },
];

// Golden messages are what a release has sent. They are added to and never changed: they must parse for ever.
for (const { folder, parse, catalogue } of directions) {
  const at = new URL(`./golden/${folder}/`, import.meta.url);
  const files = readdirSync(at).sort();

  test.each(files)(`${folder}/%s parses and loses nothing`, (file) => {
    const text = readFileSync(new URL(file, at), 'utf8');
    const message = parse(text);
    expect(message.type).toBe(JSON.parse(text).type);
    expect(message).toEqual(JSON.parse(text));
  });

  test(`every message ${folder} has a golden one`, () => {
    const types = files.map((file) => JSON.parse(readFileSync(new URL(file, at), 'utf8')).type);
    expect([...new Set(types)].sort()).toEqual(Object.keys(catalogue).sort());
  });
}
