import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Problem } from '../../src/domain/problem.ts';
import type { ServerCertificate } from '../../src/domain/tls.ts';
import { issueServer, makeAuthority } from '../../src/tls/certificates.ts';
import { openFileTls } from '../../src/tls/files.ts';

let dir: TemporaryDirectory;
beforeEach(async () => {
  dir = await temporaryDirectory('tls');
});
afterEach(() => dir[Symbol.asyncDispose]());

async function makePair(): Promise<ServerCertificate> {
  const keys = await makeAuthority('a test', new Date());
  const { certificate } = await issueServer(keys, ['localhost'], new Date());
  return { cert: certificate, key: keys.serverKey };
}

const paths = () => ({ cert: join(dir.path, 'cert.pem'), key: join(dir.path, 'key.pem') });

async function put(pair: Partial<ServerCertificate>): Promise<void> {
  for (const [name, text] of Object.entries(pair)) {
    await writeFile(join(dir.path, 'new'), text);
    await rename(join(dir.path, 'new'), join(dir.path, `${name}.pem`));
  }
}

test('a renewed pair is taken, one that does not fit is told and left', async () => {
  const [first, second] = [await makePair(), await makePair()];
  await put(first);
  const onProblem = vi.fn<(problem: Problem) => void>();
  const onChange = vi.fn<(pair: ServerCertificate) => void>();
  const stopping = new AbortController();
  const tls = await openFileTls({ ...paths(), onProblem, settleMs: 10 });
  expect(tls.current).toEqual(first);
  expect(tls.ownCa).toBeNull();
  tls.follow(onChange, stopping.signal);
  await put({ cert: second.cert });
  await vi.waitFor(() => expect(onProblem).toHaveBeenCalled());
  expect(onProblem.mock.calls[0]![0]).toMatchObject({ code: 'certificate_unusable' });
  expect(onChange).not.toHaveBeenCalled();
  await put({ key: second.key });
  await vi.waitFor(() => expect(onChange).toHaveBeenCalledWith(second));
  stopping.abort();
});

test.each([
  ['a missing file', {}, /cert\.pem \(SU_TLS_CERT\) cannot be read/],
  ['no certificate', { cert: 'hello', key: 'hello' }, /cannot be used/],
])('%s is refused with what to do', async (_, pair, message) => {
  await put(pair);
  await expect(openFileTls({ ...paths(), onProblem: () => {} })).rejects.toMatchObject({
    code: 'certificate_unusable',
    message: expect.stringMatching(message),
    next: expect.stringContaining('PEM'),
  });
});
