import { createServer } from 'node:net';

/** Why the collector could not listen there, as a sentence, or null. */
export const portProblem = (host, port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', ({ code, message }) =>
      resolve(
        code === 'EADDRINUSE'
          ? `Port ${port} on ${host} is in use.`
          : `Cannot listen on ${host}:${port}: ${message}.`,
      ),
    );
    probe.listen({ host, port: Number(port) }, () => probe.close(() => resolve(null)));
  });
