import { EnrolAnswer, type EnrolRequest, fits } from '@suivi/shared';
import { certificateAdvice } from '../domain/certificate-advice.ts';
import { Problem } from '../domain/problem.ts';
import { type Enrolment, writeEnrolment } from './identity.ts';
import { readOrMakeKey } from './key.ts';
import { type Answer, postJson } from './post.ts';

const ANSWER_BYTES = 64 * 1024;

export interface EnrolOptions {
  /** The collector's address without a slash at its end. */
  readonly url: string;
  readonly token: string;
  readonly stateDir: string;
  readonly hostname: string;
  readonly agentVersion: string;
  /** The one authority to trust from now on, a certificate in PEM; null: those that Node trusts. */
  readonly ca?: string | null;
}

/**
 * Enrols this machine. The key is made and kept first, so that asking again after a lost answer gives the same machine.
 * Throws Problem with the collector's code (`token_expired`, ...), `collector_unreachable` or `not_a_collector`.
 */
export async function enrol(options: EnrolOptions): Promise<Enrolment> {
  const { url, token, stateDir, hostname, agentVersion, ca = null } = options;
  const { publicKey } = await readOrMakeKey(stateDir);
  const answer = await ask(url, ca, { token, publicKey, hostname, agentVersion });
  const { machineId, name, collectorId, collectorPublicKey } = answer;
  const enrolment = { machineId, name, collectorId, collectorPublicKey, url, ca };
  await writeEnrolment(stateDir, enrolment);
  return enrolment;
}

async function ask(url: string, ca: string | null, request: EnrolRequest): Promise<EnrolAnswer> {
  const { status, text } = await post(`${url}/api/enrol`, ca, request);
  const body = readJson(text);
  const isOk = status >= 200 && status < 300;
  if (isOk && fits(EnrolAnswer, body)) return body;
  if (!isOk && isProblemDetails(body))
    throw new Problem(
      body.code,
      body.detail ?? body.title ?? `The collector refused (${status}).`,
      body.next ?? 'Make a new token on the collector and try again.',
    );
  throw new Problem(
    'not_a_collector',
    `${url} answered (HTTP ${status}), but not as a Suivi collector.`,
    'Check the address: it is the one that the collector prints when it starts.',
  );
}

async function post(address: string, ca: string | null, request: EnrolRequest): Promise<Answer> {
  try {
    return await postJson(address, request, { ca, maxBytes: ANSWER_BYTES });
  } catch (error) {
    throw collectorUnreachable(address, error as Error);
  }
}

/** The collector could not be asked: nothing has been used up. */
export function collectorUnreachable(address: string, error: Error): Problem {
  const cause = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  return new Problem(
    'collector_unreachable',
    `The collector at ${address} cannot be reached: ${cause.message}.`,
    certificateAdvice(cause) ??
      'Check the address, the network and any firewall, then run the command again: nothing has been used up.',
    error,
  );
}

function readJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
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
