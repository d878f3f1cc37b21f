import { Problem } from '../domain/problem.ts';
import type { SshCredentials, SshInstallOutcome, SshInstallState, SshPlace } from '../domain/ssh.ts';
import { sshProblem } from '../domain/ssh-problems.ts';
import { addressOf } from './address.ts';
import { connect } from './connect.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { Output } from './output.ts';
import { runScript } from './run-script.ts';
import { problemOfScript } from './script-result.ts';

/** What is known of an attempt while it goes on, beside its row. */
export interface AttemptPlan extends SshPlace {
  readonly username: string;
  readonly hostKey: string;
  /** With the token in front. */
  readonly script: string;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly connectMs?: number | undefined;
  /** There is more in `output`. */
  said(): void;
  credentials(): Promise<SshCredentials>;
  step(state: SshInstallState): Promise<void>;
}

/** Goes through an attempt from the first packet to the enrolled machine. Throws Problem, or the signal's reason. */
export async function attemptInstall(plan: AttemptPlan): Promise<void> {
  const { hostname, port, username, hostKey, output, signal, connectMs: timeoutMs } = plan;
  await plan.step('connecting');
  const target = { hostname, port, address: await addressOf(hostname, timeoutMs) };
  const { sudoPassword, ...login } = await plan.credentials();
  let shown: string | null = null;
  let told: Promise<void> = Promise.resolve();
  const accept = (key: Buffer) => {
    shown = fingerprintOf(key);
    if (shown !== hostKey) return false;
    told = plan.step('authenticating');
    told.catch(() => undefined);
    return true;
  };
  const client = await connect(target, { username, login, accept, signal, timeoutMs }).catch((error) => {
    if (shown === null || shown === hostKey || signal.aborted) throw error;
    throw sshProblem(
      'ssh_host_key_changed',
      `${hostname} has the host key ${shown}, and ${hostKey} was approved. Nothing was sent there.`,
    );
  });
  try {
    await told;
    await plan.step('installing');
    const exitCode = await runScript(client, {
      script: plan.script,
      sudoPassword: sudoPassword ?? login.password,
      said(text) {
        output.add(text);
        plan.said();
      },
      signal,
    });
    if (exitCode !== 0) throw problemOfScript(exitCode, output.text);
  } finally {
    client.end();
  }
}

/** How an attempt ended that threw this. */
export function outcomeOf(error: unknown): Omit<SshInstallOutcome, 'output'> {
  const { code, message, next } =
    error instanceof Problem
      ? error
      : sshProblem('collector_failed', 'The collector could not go on with the attempt.');
  return { state: 'failed', code, message, next };
}
