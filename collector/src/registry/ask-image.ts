import { parseImageReference } from '@suivi/shared';
import { type Way, wayTo } from './allowed.ts';
import { InnerAddress } from './guard.ts';
import { type Answered, ask } from './head.ts';

/** What asking for one image came to: its digest, or why there is none and when to try again at the earliest. */
export type ImageAnswer =
  | { readonly digest: string }
  | {
      readonly code: RegistryProblem;
      readonly message: string;
      readonly retryAfterMs: number | null;
      /** Whether the registry itself is the trouble, so that its other images need not be asked for either. */
      readonly isRegistry: boolean;
    };

export type RegistryProblem =
  | 'registry_unreachable'
  | 'registry_throttles'
  | 'registry_denied'
  | 'registry_inner'
  | 'registry_failed'
  | 'image_not_found';

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const DAY_MS = 86_400_000;

/** Asks a registry which digest a name stands for, with a HEAD, and with an anonymous token where it wants one. Never throws. */
export async function askImage(reference: string, allowed: ReadonlyMap<string, URL>): Promise<ImageAnswer> {
  const name = parseImageReference(reference);
  if (!name) return failed('registry_failed', `${reference} is no name of an image.`);
  const way = wayTo(name.registry, allowed);
  const url = new URL(`/v2/${name.repository}/manifests/${name.tag ?? 'latest'}`, way.base);
  try {
    const first = await head(url, way);
    const challenge = first.status === 401 ? first.headers['www-authenticate'] : undefined;
    if (challenge === undefined) return judge(name.registry, first);
    const token = await anonymousToken(challenge, name.repository, way);
    return judge(name.registry, token === null ? first : await head(url, way, token));
  } catch (error) {
    return unreachable(name.registry, error as Error);
  }
}

const head = (url: URL, { mayBeInner }: Way, token?: string): Promise<Answered> =>
  ask({
    method: 'HEAD',
    url,
    mayBeInner,
    headers: { accept: ACCEPT, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
  });

/** A token for who has no account (distribution spec, token authentication); null where the registry gives none. */
async function anonymousToken(challenge: string, repository: string, way: Way): Promise<string | null> {
  const member = (key: string) => new RegExp(`^Bearer .*\\b${key}="([^"]*)"`, 'i').exec(challenge)?.[1];
  const realm = member('realm');
  if (realm === undefined || !URL.canParse(realm)) return null;
  const url = new URL(realm);
  if (url.protocol !== 'https:' && !(way.mayBeInner && way.base.protocol === 'http:')) return null;
  const service = member('service');
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', `repository:${repository}:pull`);
  const { status, body } = await ask({ method: 'GET', url, mayBeInner: way.mayBeInner });
  if (status !== 200) return null;
  const { token, access_token: other } = JSON.parse(body) as { token?: string; access_token?: string };
  return token ?? other ?? null;
}

function judge(registry: string, { status, headers }: Answered): ImageAnswer {
  const digest = headers['docker-content-digest'];
  if (status === 200 && typeof digest === 'string' && DIGEST.test(digest)) return { digest };
  if (status === 429)
    return {
      ...failed('registry_throttles', `${registry} has had enough questions for now (HTTP status 429).`),
      retryAfterMs: retryAfter(headers['retry-after']),
      isRegistry: true,
    };
  if (status === 401 || status === 403)
    return failed(
      'registry_denied',
      `${registry} gives this only to who has an account. Let root sign in on the machine (docker login): then the machine asks itself.`,
    );
  if (status === 404)
    return failed('image_not_found', `${registry} does not have this image, or not for everybody.`);
  if (status >= 500)
    return {
      ...failed('registry_failed', `${registry} answered with HTTP status ${status}.`),
      isRegistry: true,
    };
  return failed('registry_failed', `${registry} answered with HTTP status ${status} and no digest.`);
}

function unreachable(registry: string, error: Error & { code?: string }): ImageAnswer {
  if (error instanceof InnerAddress)
    return {
      ...failed(
        'registry_inner',
        `${registry} is in an inner network, and machines may not send the collector there. Name it in SU_REGISTRIES where that is wanted.`,
      ),
      isRegistry: true,
    };
  const why = error.name === 'TimeoutError' ? 'it did not answer in time' : (error.code ?? error.message);
  return {
    ...failed('registry_unreachable', `The registry ${registry} could not be asked: ${why}.`.slice(0, 900)),
    isRegistry: true,
  };
}

const failed = (code: RegistryProblem, message: string) => ({
  code,
  message,
  retryAfterMs: null as number | null,
  isRegistry: false,
});

/** Seconds or a date (RFC 9110); not longer than a day. */
function retryAfter(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(DAY_MS, Math.max(0, ms)) : null;
}
