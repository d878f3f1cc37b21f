import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request as open } from 'node:https';
import { text as textOf } from 'node:stream/consumers';

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Sent as JSON. */
  readonly body?: unknown;
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request to a server whose certificate this authority (PEM) has signed. */
export async function askOver(ca: string, url: string, sent: Sent = {}): Promise<Received> {
  const { method = 'GET', headers = {}, body } = sent;
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const request = open(url, { ca, method, headers: { ...type, ...headers }, agent: false });
  request.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, headers: response.headers, text: await textOf(response) };
}
