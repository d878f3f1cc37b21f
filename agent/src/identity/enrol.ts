import { EnrolAnswer, type EnrolRequest, fits } from '@suivi/shared';
import { Problem } from '../domain/problem.ts';
import { type Enrolment, writeEnrolment } from './identity.ts';
import { readOrMakeKey } from './key.ts';

const TIMEOUT_MS = 30_000;
const ANSWER_BYTES = 64 * 1024;

export interface EnrolOptions {
  /** The collector's address without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly stateDir: string;
  readonly hostname: string;
  readonly agentVersion: string;
}

/**
 * Enrols this machine. The key is made and kept first, so that asking again after a lost answer gives the same machine.
 * Throws Problem with the collector's code (`token_expired`, ...), `collector_unreachable` or `not_a_collector`.
 */
export async function enrol(options: EnrolOptions): Promise<Enrolment> {
  const { url, token, stateDir, hostname, agentVersion } = options;
  const { publicKey } = await readOrMakeKey(stateDir);
  const answer = await ask(url, { token, publicKey, hostname, agentVersion });
  const { machineId, name, collectorId, collectorPublicKey } = answer;
  const enrolment = { machineId, name, collectorId, collectorPublicKey, url };
  await writeEnrolment(stateDir, enrolment);
  return enrolment;
}

async function ask(url: string, request: EnrolRequest): Promise<EnrolAnswer> {
  const response = await post(`${url}/api/enrol`, request);
  const body = await readJson(response);
  if (response.ok && fits(EnrolAnswer, body)) return body;
  if (!response.ok && isProblemDetails(body))
    throw new Problem(
      body.code,
      body.detail ?? body.title ?? `The collector refused (${response.status}).`,
      body.next ?? 'Make a new token on the collector and try again.',
    );
  throw new Problem(
    'not_a_collector',
    `${url} answered (HTTP ${response.status}), but not as a Suivi collector.`,
    'Check the address: it is the one that the collector prints when it starts.',
  );
}

async function post(address: string, request: EnrolRequest): Promise<Response> {
  try {
    return await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new Problem(
      'collector_unreachable',
      `The collector at ${address} cannot be reached: ${reasonOf(error)}.`,
      'Check the address, the network and any firewall, then run the command again: nothing has been used up.',
      error,
    );
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    const text = await response.text();
    return text.length > ANSWER_BYTES ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

interface ProblemDetails {
  readonly code: string;
  readonly title?: string;
  readonly detail?: string;
  readonly next?: string;
}

const isProblemDetails = (body: unknown): body is ProblemDetails =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';

/** `fetch` says only "fetch failed"; the cause knows more. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : String(cause);
}
