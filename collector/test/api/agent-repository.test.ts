import { writeFile } from 'node:fs/promises';
import { createRoot, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { Repository } from '../../src/repository/repository.ts';
import { newSigner, putDeb } from '../repository/support/packages.ts';
import { appWith } from './support/app.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An app that offers one version of the agent. */
async function offering(version: string) {
  const folder = await temporaryDirectory('agents');
  await putDeb(folder.path, version);
  const repository = await Repository.open({
    folders: [folder.path],
    signer: await newSigner(),
    logger: quiet,
  });
  const app = appWith({ repository });
  return {
    app,
    repository,
    folder: folder.path,
    async [Symbol.asyncDispose]() {
      await app.close();
      await repository.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('apt installs the agent from the collector, and then the next version', async () => {
  await using world = await offering('1.0');
  await using root = await createRoot();
  const url = await world.app.listen({ host: '127.0.0.1', port: 0 });
  const signedBy = root.path('etc/suivi.asc');
  await writeFile(signedBy, await (await fetch(`${url}/apt/suivi.asc`)).text(), { mode: 0o644 });
  const source = { name: 'suivi', uri: `${url}/apt`, suites: ['stable'], signedBy };
  const file = await root.addSource(source);
  await root.updateOnly(file);
  expect((await root.aptGet('-y', 'install', 'suivi-agent')).output).toMatch(
    /Setting up suivi-agent \(1\.0\)/,
  );

  await putDeb(world.folder, '1.1~rc1');
  await world.repository.look();
  await world.repository.look();
  await root.updateOnly(file);
  expect((await root.aptGet('-s', 'upgrade')).stdout).toMatch(
    /^Inst suivi-agent \[1\.0\] \(1\.1~rc1 Suivi:stable \[all\]\)/m,
  );
});

test('apt takes nothing that another key has signed', async () => {
  await using world = await offering('1.0');
  await using root = await createRoot();
  const url = await world.app.listen({ host: '127.0.0.1', port: 0 });
  const signedBy = root.path('etc/other.asc');
  await writeFile(signedBy, (await newSigner()).publicKey, { mode: 0o644 });
  const file = await root.addSource({ name: 'suivi', uri: `${url}/apt`, suites: ['stable'], signedBy });
  await expect(root.updateOnly(file)).rejects.toThrow(/NO_PUBKEY|Missing key/);
});

test('what has not changed is not sent again, and what is not there is not found', async () => {
  await using world = await offering('1.0');
  const ask = (path: string, headers = {}) => world.app.inject({ url: `/apt/${path}`, headers });
  const first = await ask('dists/stable/InRelease');
  expect(first.headers).toMatchObject({
    'cache-control': 'no-cache',
    'content-type': expect.stringMatching(/^text\/plain/),
  });
  const again = await ask('dists/stable/InRelease', { 'if-modified-since': first.headers['last-modified'] });
  expect([again.statusCode, again.body]).toEqual([304, '']);
  for (const path of ['', 'dists', 'pool/..%2f..%2fetc/passwd', '..%2f..%2fetc/passwd', '/etc/passwd'])
    expect((await ask(path)).statusCode, path).toBe(404);
  expect((await world.app.inject({ method: 'POST', url: '/apt/suivi.asc' })).statusCode).toBe(404);
});
