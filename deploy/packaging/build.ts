// `npm run deb`: packs the agent and the collector from bundles that are built, into deploy/dist/.
import { mkdir, rm } from 'node:fs/promises';
import { agentPackage } from './agent.ts';
import { collectorPackage } from './collector.ts';
import { path } from './paths.ts';
import { readRelease } from './release.ts';
import { writePackage } from './write.ts';

const target = path('deploy/dist');
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const release = await readRelease();
for (const make of [
  () => agentPackage(release),
  () => collectorPackage(release, 'amd64'),
  () => collectorPackage(release, 'arm64'),
])
  console.log(await writePackage(target, await make(), { compression: 'xz', epoch: release.epoch }));
