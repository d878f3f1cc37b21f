import { once } from 'node:events';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { type Config, readConfig } from '../config.ts';
import { Problem } from '../domain/problem.ts';

const TIMEOUT_MS = 5_000;
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** `collector health`: asks the collector that runs here with these settings how it is. Throws Problem `not_healthy`. */
export async function healthCommand(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env);
  const { status, body } = await askHealth(config).catch((error: Error) => {
    throw new Problem(
      'not_healthy',
      `No collector answers at ${config.host}, port ${config.port}: ${error.message}`,
      'Start it, or read its log: it may still be starting.',
    );
  });
  if (status !== 200)
    throw new Problem('not_healthy', `It answers with ${status}: ${body}`, 'Its log says more.');
}

/** Whoever asks is on the same machine, so the certificate is not looked at. */
async function askHealth({ host, port, tls }: Pick<Config, 'host' | 'port' | 'tls'>) {
  const target = {
    host: EVERYWHERE[host] ?? host,
    port,
    path: '/health',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  const request = tls.kind === 'off' ? overHttp(target) : overHttps({ ...target, rejectUnauthorized: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}
