import { constants } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { readConfig, readUrl } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { makeDirectory } from '../host/files.ts';
import { enrol } from '../identity/enrol.ts';
import { readEnrolment } from '../identity/identity.ts';
import { writeTrust } from '../runner/index.ts';
import { AGENT_VERSION } from '../version.ts';
import { readAuthority, refuseOpenLine } from './tls-options.ts';
import { readToken } from './token.ts';

export interface EnrollOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly newIdentity?: boolean;
  readonly caFile?: string;
  readonly caFingerprint?: string;
  readonly plainHttp?: boolean;
}

/**
 * `suivi-agent enroll`: makes this machine known to a collector. Running it again with a fresh token is harmless. As root it
 * leaves the agent's state to the agent's user, and keeps for itself whose orders count.
 */
export async function enroll(options: EnrollOptions): Promise<void> {
  const { url: given, tokenFile, newIdentity, plainHttp } = options;
  const { url: configured, stateDir, runnerDir } = readConfig(process.env);
  const url = given ? readUrl('--url', given) : configured;
  if (!url)
    throw new Problem(
      'url_missing',
      'The address of the collector is not given.',
      'Add --url https://collector, or set SU_URL.',
    );
  if (!plainHttp) refuseOpenLine(url);
  const ca = await readAuthority(url, options);
  const token = await readToken(tokenFile ?? null);
  await checkTrustPlace(runnerDir);
  await makeDirectory(stateDir);
  if (newIdentity) await forget(stateDir, ['agent.key', 'identity.json', 'link.json', 'sections.json']);
  const before = await readEnrolment(stateDir).catch(() => null);
  const enrolment = await enrol({
    url,
    token,
    stateDir,
    hostname: hostname(),
    agentVersion: AGENT_VERSION,
    ca,
  });
  const same = before?.machineId === enrolment.machineId && before.collectorId === enrolment.collectorId;
  if (before && !same) await forget(stateDir, ['link.json', 'sections.json']);
  await writeTrust(runnerDir, enrolment);
  console.log(`This machine is enrolled at ${url} as "${enrolment.name}" (${enrolment.machineId}).`);
}

/** Before the token is used up. */
async function checkTrustPlace(runnerDir: string): Promise<void> {
  try {
    await makeDirectory(runnerDir, 0o755);
    await access(runnerDir, constants.W_OK);
  } catch (error) {
    throw new Problem(
      'runner_unusable',
      `The runner's directory ${runnerDir} cannot be written: ${(error as Error).message}.`,
      'Run the command as root: it is for root to say whose orders count. Or set SU_RUNNER_DIR.',
      error,
    );
  }
}

async function forget(stateDir: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(stateDir, name), { force: true });
}
