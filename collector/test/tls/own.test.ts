import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { expect, test, vi } from 'vitest';
import type { ServerCertificate } from '../../src/domain/tls.ts';
import { MasterKey } from '../../src/identity/master-key.ts';
import { openOwnTls } from '../../src/tls/own.ts';

const DAY_MS = 24 * 3600 * 1000;
const masterKey = new MasterKey('ab'.repeat(32), 'a test');

/** A database that keeps one secret. */
function keeper() {
  const box: { text: string | null } = { text: null };
  const kept = async (make: () => Promise<string>) => {
    box.text ??= await make();
    return box.text;
  };
  return { box, kept };
}

const open = (kept: ReturnType<typeof keeper>['kept'], more = {}) =>
  openOwnTls({ masterKey, kept, collectorId: 'c1', names: ['suivi.example', '127.0.0.1', '::1'], ...more });

/** How a handshake with a server of this certificate ends for a client that trusts `ca` alone. */
async function shakeHands(certificate: ServerCertificate, ca: string, name: string): Promise<string> {
  const server = createServer(certificate, (socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, ca, servername: name });
  try {
    await once(socket, 'secureConnect');
    return 'accepted';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  } finally {
    socket.destroy();
    server.close();
  }
}

test('who trusts the authority accepts the server by its names, and nobody else does', async () => {
  const [one, other] = [await open(keeper().kept), await open(keeper().kept)];
  const ca = one.ownCa!.pem;
  expect(await shakeHands(one.current, ca, 'suivi.example')).toBe('accepted');
  expect(await shakeHands(one.current, ca, 'other.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  expect(await shakeHands(other.current, ca, 'suivi.example')).toMatch(/SELF_SIGNED|UNABLE|SIGNATURE/);
  expect(new X509Certificate(one.current.cert).checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(new X509Certificate(one.current.cert).checkIP('::1')).toBe('::1');
});

test('authority, pin and fingerprint stay the same at the next start, and lie sealed', async () => {
  const { box, kept } = keeper();
  const first = await open(kept);
  const second = await open(kept, { names: ['moved.example'] });
  expect(second.ownCa).toEqual(first.ownCa);
  expect(box.text).not.toContain('PRIVATE');
  expect(await shakeHands(second.current, first.ownCa!.pem, 'moved.example')).toBe('accepted');
  const { fingerprint, pem, pin } = first.ownCa!;
  expect(new X509Certificate(pem).fingerprint256).toBe(fingerprint);
  const key = new X509Certificate(second.current.cert).publicKey.export({ type: 'spki', format: 'der' });
  expect(pin).toBe(`sha256//${createHash('sha256').update(key).digest('base64')}`);
});

test('another master key is told from a damaged one', async () => {
  const { kept } = keeper();
  await open(kept);
  await expect(open(kept, { masterKey: new MasterKey('cd'.repeat(32), 'a test') })).rejects.toMatchObject({
    code: 'master_key_wrong',
  });
});

test('the certificate is renewed in time, with the same key', async () => {
  let time = Date.now();
  const now = vi.fn(() => new Date(time));
  const tls = await open(keeper().kept, { now, lookMs: 5 });
  const stopping = new AbortController();
  const onChange = vi.fn<(certificate: ServerCertificate) => void>();
  tls.follow(onChange, stopping.signal);
  time += 300 * DAY_MS;
  const looks = now.mock.calls.length;
  await vi.waitFor(() => expect(now.mock.calls.length).toBeGreaterThan(looks + 2));
  expect(onChange).not.toHaveBeenCalled();
  time += 60 * DAY_MS;
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled());
  stopping.abort();
  const [renewed] = onChange.mock.calls[0]!;
  expect(renewed.key).toBe(tls.current.key);
  expect(Date.parse(new X509Certificate(renewed.cert).validTo) - time).toBeGreaterThan(390 * DAY_MS);
});
