import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { startCollector } from '../test/support/collector.ts';
import { atLeastTimes, type Benchmark } from './support/finding.ts';
import { enrolFleet, type FleetMember } from './support/fleet.ts';
import type { LoadTasks } from './support/load.ts';
import type { RawSqliteTasks } from './support/raw-sqlite.ts';
import { alternate, median } from './support/statistics.ts';
import { startWorker } from './support/worker.ts';

const AGENTS = 200;
const REPORTS_EACH = 60;
const QUICK_REPORTS_EACH = 20;
const ROUNDS = 5;
const QUICK_ROUNDS = 3;

/** Reports acknowledged after their commit, over real WebSockets, against better-sqlite3 alone with the same statements and values. */
export const ingest: Benchmark = {
  name: 'ingest',
  async run({ quick, say }) {
    const each = quick ? QUICK_REPORTS_EACH : REPORTS_EACH;
    const total = AGENTS * each;
    await using directory = await temporaryDirectory('ingest');
    const enrolled = join(directory.path, 'enrolled.db');
    const fleet = await enrolFleet(enrolled, AGENTS);
    const perSecond = (ms: number) => total / (ms / 1000);

    const { measured, floor } = await alternate(
      quick ? QUICK_ROUNDS : ROUNDS,
      async () => {
        const rate = perSecond(await overSockets(enrolled, fleet, each));
        say(`collector ${rate.toFixed(0)} reports/s`);
        return rate;
      },
      async () => {
        await using raw = startWorker<RawSqliteTasks>('raw-sqlite.ts');
        const machineIds = fleet.map(({ machineId }) => machineId);
        const rate = perSecond(await raw.ask('floor', { path: enrolled, machineIds, each }));
        say(`better-sqlite3 alone ${rate.toFixed(0)} reports/s`);
        return rate;
      },
    );
    return [
      atLeastTimes({
        what: `durable reports/s: ${total} distinct ones of 30 packages from ${AGENTS} agents`,
        measured: median(measured),
        floor: median(floor),
        unit: (rate) => `${rate.toFixed(0)}/s`,
        goal: 0.5,
      }),
    ];
  },
};

/** Milliseconds from the first report sent to the last one acknowledged, with a collector on a copy of the database. */
async function overSockets(enrolled: string, fleet: FleetMember[], each: number): Promise<number> {
  await using data = await temporaryDirectory('collector');
  const path = join(data.path, 'suivi.db');
  await copyFile(enrolled, path);
  const collector = await startCollector(data.path, { SU_DB_PATH: path });
  await using _collector = collector.program;
  await using load = startWorker<LoadTasks>('load.ts');
  await load.ask('connect', { port: collector.port, fleet });
  return await load.ask('flood', each);
}
