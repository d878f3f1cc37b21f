// `npm start`: a collector and an agent for this very machine, enrolled, on an embedded database.
import { join } from 'node:path';
import { root, run } from './run.mjs';
import { api } from './tryout/api.mjs';
import { portProblem } from './tryout/port.mjs';
import { start, stopAll } from './tryout/processes.mjs';
import { settings } from './tryout/settings.mjs';
import { setupLink } from './tryout/setup-link.mjs';

const AGENT = join(root, 'agent/dist/suivi-agent.cjs');
const COLLECTOR = join(root, 'collector/dist/collector.mjs');

const fail = async (sentence) => {
  console.error(`suivi: ${sentence}`);
  await stopAll();
  process.exit(1);
};

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await stopAll();
    process.exit(0);
  });
}

if ((await run('node', ['deploy/scripts/build.mjs'])) !== 0) await fail('the build failed; see above.');

const { host, port, url, token, isOpen, collectorEnv, agentEnv, enrolled, dataDir } = settings(root);
const taken = await portProblem(host, port);
if (taken) await fail(`${taken} Set SU_PORT to another port, or stop what uses it.`);
const collector = start('collector', COLLECTOR, ['run'], collectorEnv);
const { request, ready } = api(url, token);
if (!(await ready(collector.ended))) await fail('the collector did not start; the line above says why.');

if (!enrolled()) {
  const made = await request('POST', '/api/enrolment-tokens', { name: null, ttlSeconds: 300, maxUses: 1 });
  if (!made.token)
    await fail(`no enrolment token: ${made.detail ?? JSON.stringify(made)} ${made.next ?? ''}`);
  const env = { ...agentEnv, SU_ENROL_TOKEN: made.token };
  if ((await run('node', [AGENT, 'enroll', '--plain-http'], { env })) !== 0)
    await fail('enrolling this machine failed; see above.');
}

const agent = start('agent', AGENT, ['run'], agentEnv);
const ended = Promise.race([collector.ended, agent.ended]);
const link = await setupLink(COLLECTOR, collectorEnv);
console.log(`
Suivi is running: ${link ? `open this link, once, to make the first administrator\n\n  ${link}` : url}

  machines   curl -s -H "Authorization: Bearer $(cat ${join(dataDir, 'admin-token')})" ${url}/api/machines
  API docs   ${url}/api/docs (signed in, or with the same token)
  logs       ${join(dataDir, 'logs')}
${isOpen ? `\nThis is plain HTTP on ${host}: everybody on the network can read along. Use it for looking only.\n` : ''}
Press Ctrl-C to stop. Everything is kept in ${dataDir}; npm start goes on from there.
`);

const { name, code } = await ended;
await fail(`the ${name} ended (exit code ${code}); its log is in ${join(dataDir, 'logs', `${name}.log`)}.`);
