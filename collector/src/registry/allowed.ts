/** How the collector reaches a registry. */
export interface Way {
  readonly base: URL;
  /** An administrator has named it, so it may be in an inner network. */
  readonly mayBeInner: boolean;
}

/** Docker Hub is asked under another name than images carry. */
const HUB = 'registry-1.docker.io';

/**
 * The way to a registry: https, unless an administrator has named it with http:// (SU_REGISTRIES). `allowed` holds what was named,
 * by its host with its port.
 */
export function wayTo(registry: string, allowed: ReadonlyMap<string, URL>): Way {
  const named = allowed.get(registry);
  if (named) return { base: named, mayBeInner: true };
  return { base: new URL(`https://${registry === 'docker.io' ? HUB : registry}`), mayBeInner: false };
}

/** Reads SU_REGISTRIES: hosts with their ports, https unless they begin with http://. Null where one is no such thing. */
export function readAllowed(text: string): ReadonlyMap<string, URL> | null {
  const allowed = new Map<string, URL>();
  for (const name of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const whole = /^https?:\/\//.test(name) ? name : `https://${name}`;
    if (!URL.canParse(whole)) return null;
    const url = new URL(whole);
    if (url.pathname !== '/' || url.search || url.hash || url.username) return null;
    allowed.set(
      name
        .replace(/^https?:\/\//, '')
        .replace(/\/$/, '')
        .toLowerCase(),
      url,
    );
  }
  return allowed;
}
