import { type DockerService, fits, ImageDigest, parseImageReference } from '@suivi/shared';
import { redact } from '../../domain/redact.ts';
import type { Credentials } from './credentials.ts';
import { type Engine, EngineProblem } from './engine.ts';

const TIMEOUT_MS = 20_000;
/** In one reading; what comes after waits for nobody and stays unknown. */
const MOST_IMAGES = 100;

type Answer = NonNullable<DockerService['registry']>;

/**
 * Adds what the registry says to the services whose registry root has credentials for: the collector, which has none, cannot
 * ask there. Each image once; the engine does the asking.
 */
export async function askRegistries(
  engine: Engine,
  credentials: Credentials,
  services: readonly DockerService[],
): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const { image, pinned, digests } of services) {
    const registry = parseImageReference(image)?.registry;
    const header = registry === undefined ? null : credentials.headerFor(registry);
    if (pinned || digests.length === 0 || header === null || answers.has(image)) continue;
    if (answers.size >= MOST_IMAGES) break;
    answers.set(image, await ask(engine, image, header));
  }
  return answers;
}

async function ask(engine: Engine, image: string, header: string): Promise<Answer> {
  try {
    const answer = (await engine.call(`/distribution/${image}/json`, {
      headers: { 'X-Registry-Auth': header },
      timeoutMs: TIMEOUT_MS,
    })) as { Descriptor?: { digest?: unknown } } | null;
    const digest = answer?.Descriptor?.digest;
    if (fits(ImageDigest, digest)) return { digest, problem: null };
    return trouble('registry_failed', 'The engine gave no digest.');
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    if (error.status === 401 || error.status === 403)
      return trouble('registry_denied', `The registry refused root's login. It said "${error.message}".`);
    return trouble('registry_failed', error.message);
  }
}

const trouble = (code: string, message: string): Answer => ({
  digest: null,
  problem: { code, message: redact(message.slice(0, 1000)) },
});
