/** An image by its name, as engines and registries read it. One of tag and digest is not null; the digest counts where both are. */
export interface ImageReference {
  /** The host of the registry, with its port where one is named; `docker.io` where none is. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

const HOST =
  /^(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+|\[[0-9a-fA-F:.]+\])(?::\d{1,5})?$|^[a-zA-Z0-9-]+:\d{1,5}$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const IMAGE_ID = /^(?:sha256:)?[0-9a-f]{64}$/;

/** Reads the name of an image (`nginx`, `host:5000/team/app:1.2@sha256:...`); null for what is none, such as the id of an image. */
export function parseImageReference(text: string): ImageReference | null {
  if (text.length > 1000 || IMAGE_ID.test(text)) return null;
  const [named = '', digest = null, ...more] = text.split('@');
  if (more.length > 0 || (digest !== null && !DIGEST.test(digest))) return null;
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : digest === null ? 'latest' : null;
  if (tag !== null && !TAG.test(tag)) return null;
  const path = hasTag ? named.slice(0, colon) : named;
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(0, slash));
  const hasHost = slash > 0 && HOST.test(first);
  const registry = hasHost && first !== 'index.docker.io' ? first.toLowerCase() : 'docker.io';
  const rest = hasHost ? path.slice(slash + 1) : path;
  const repository = registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest;
  return REPOSITORY.test(repository) ? { registry, repository, tag, digest } : null;
}

/** The one way to write a name, whatever the engine leaves out: `docker.io/library/nginx:latest`. */
export const fullImageName = ({ registry, repository, tag, digest }: ImageReference): string =>
  `${registry}/${repository}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`;
