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
const options = { compression: 'xz', epoch: release.epoch } as const;
const agent = await writePackage(target, await agentPackage(release), options);
console.log(agent);
for (const architecture of ['amd64', 'arm64'] as const)
  console.log(await writePackage(target, await collectorPackage(release, architecture, agent), options));
