import { request as plain } from 'node:http';
import { request as secure } from 'node:https';

const TIMEOUT_MS = 30_000;

export interface Answer {
  readonly status: number;
  /** At most as many bytes as were allowed; null when there were more. */
  readonly text: string | null;
}

/**
 * Posts JSON to an address and gives the answer; redirections are not followed. With `ca`, a certificate in PEM, no other
 * authority is trusted. Throws what the network or TLS says, and `TimeoutError`.
 */
export async function postJson(
  address: string,
  body: unknown,
  { ca, maxBytes }: { ca: string | null; maxBytes: number },
): Promise<Answer> {
  const url = new URL(address);
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const options = { method: 'POST', headers, signal: AbortSignal.timeout(TIMEOUT_MS), agent: false } as const;
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:' ? secure(url, { ...options, ...(ca && { ca }) }) : plain(url, options);
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= maxBytes) chunks.push(chunk);
        else response.destroy();
      });
      response.once('error', reject);
      response.once('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          text: bytes <= maxBytes ? Buffer.concat(chunks).toString('utf8') : null,
        }),
      );
    });
    request.end(text);
  });
}
