import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { agentAtRest } from './agent-at-rest.ts';
import { analysis } from './analysis.ts';
import { changeToVisible } from './change-to-visible.ts';
import { firstLine } from './first-line.ts';
import { fleetPage } from './fleet-page.ts';
import { ingest } from './ingest.ts';
import { logThroughput } from './log-throughput.ts';
import type { Benchmark } from './support/finding.ts';
import { describeRun, updatePage } from './support/table.ts';
import { tenThousand } from './ten-thousand.ts';

const BENCHMARKS: readonly Benchmark[] = [
  analysis,
  changeToVisible,
  firstLine,
  logThroughput,
  ingest,
  tenThousand,
  agentAtRest,
  fleetPage,
];
const NAMES = BENCHMARKS.map(({ name }) => name);
const PAGE = fileURLToPath(new URL('../../BENCHMARKS.md', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const unknown = positionals.find((name) => !NAMES.includes(name));
if (unknown !== undefined) {
  console.error(`suivi: there is no benchmark ${unknown}. Choose from: ${NAMES.join(', ')}.`);
  process.exit(2);
}

let missed = 0;
for (const { name, run } of BENCHMARKS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const say = (line: string) => console.log(`${name}: ${line}`);
  try {
    const began = performance.now();
    const findings = await run({ quick: values.quick, say });
    for (const { what, measured, compared, goal, met } of findings)
      say(`${what}: ${measured}, ${compared}${goal && `, goal ${goal}: ${met ? 'met' : 'MISSED'}`}`);
    say(`took ${((performance.now() - began) / 1000).toFixed(0)} s`);
    missed += findings.filter(({ met }) => met === false).length;
    const page = await readFile(PAGE, 'utf8').catch(() => '');
    await writeFile(PAGE, updatePage(page, NAMES, name, findings, describeRun(values.quick)));
  } catch (error) {
    missed++;
    say(`failed: ${error instanceof Error ? error.stack : error}`);
  }
}
process.exitCode = missed > 0 ? 1 : 0;
