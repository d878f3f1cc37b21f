import { agentPackage } from '../../packaging/agent.ts';
import { collectorPackage } from '../../packaging/collector.ts';
import { writePackage } from '../../packaging/write.ts';
import { builtPage, bundles } from './bundles.ts';

/** Quickly: neither is sent anywhere. */
const OPTIONS = { compression: 'none', epoch: 1_767_225_600 } as const;

/** Builds the agent's package under a version, into a folder, and gives its path. */
export async function buildAgentDeb(folder: string, version: string): Promise<string> {
  await bundles();
  return writePackage(folder, await agentPackage({ version, epoch: OPTIONS.epoch }), OPTIONS);
}

/** As `buildAgentDeb`, for the collector on this architecture; the agent of the same version, which it carries, lies beside it. */
export async function buildCollectorDeb(folder: string, version: string): Promise<string> {
  await builtPage();
  const agent = await buildAgentDeb(folder, version);
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  return writePackage(
    folder,
    await collectorPackage({ version, epoch: OPTIONS.epoch }, architecture, agent),
    OPTIONS,
  );
}
