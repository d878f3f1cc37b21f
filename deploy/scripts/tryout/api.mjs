import { setTimeout as pause } from 'node:timers/promises';

const START_SECONDS = 60;

/** Calls to the collector's API with one token. */
export function api(url, token) {
  /** Sends a request and gives the answer's JSON, whatever its status. */
  const request = async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.json();
  };

  const healthy = () =>
    fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );

  /** True once the collector answers; false when it ended before, or a minute has passed. */
  const ready = async (ended) => {
    let gone = false;
    ended.then(() => {
      gone = true;
    });
    for (let tries = 0; tries < START_SECONDS * 10 && !gone; tries++) {
      if (await healthy()) return true;
      await pause(100);
    }
    return false;
  };

  return { request, ready };
}
