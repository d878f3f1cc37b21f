import { type IncomingHttpHeaders, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import { InnerAddress, isInner, outerLookup } from './guard.ts';

const TIMEOUT_MS = 15_000;
const MAX_BODY = 256 * 1024;

export interface Asked {
  readonly method: 'HEAD' | 'GET';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether an administrator has allowed inner addresses for it. */
  readonly mayBeInner: boolean;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks once over HTTP; follows no redirection, reads little and waits not long. Throws what kept it from an answer. */
export function ask({ method, url, headers = {}, mayBeInner }: Asked): Promise<Answered> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!mayBeInner && isIP(host) !== 0 && isInner(host))
    return Promise.reject(new InnerAddress(`${host} is an inner address.`));
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? requestPlain : requestTls;
    const options = {
      method,
      agent: false as const,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'user-agent': 'suivi-collector', ...headers },
      ...(!mayBeInner && { lookup: outerLookup as never }),
    };
    const sent = send(url, options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        body += piece;
        if (body.length > MAX_BODY) sent.destroy(new Error('its answer is too large'));
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
