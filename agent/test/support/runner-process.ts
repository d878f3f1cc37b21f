// The runner as a process of its own: `node runner-process.ts <directory> <policy> [lockWaitMs]`.
import { createLogger } from '../../src/domain/logger.ts';
import { runRunner } from '../../src/runner/index.ts';
import { machineParts } from './runner-parts.ts';

const [directory, policy, lockWaitMs] = process.argv.slice(2);
await runRunner({
  directory: directory!,
  policy: policy!,
  env: process.env,
  ...machineParts(directory!, policy!, process.env),
  ...(process.env['SU_DOCKER_SOCKET'] && { dockerSocket: process.env['SU_DOCKER_SOCKET'] }),
  logger: createLogger('info', (line) => process.stdout.write(line)),
  ...(lockWaitMs && { lockWaitMs: Number(lockWaitMs) }),
});
