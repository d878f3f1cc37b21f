import { randomBytes } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { argon2id, argon2Verify } from 'hash-wasm';

/** Of the worker's work: hashing, or with `hash` checking, a password. */
export interface HashTask {
  readonly id: number;
  readonly password: string;
  readonly hash?: string;
}

export interface HashDone {
  readonly id: number;
  /** The hash that was made, or whether the password is the right one. */
  readonly result: string | boolean;
}

/** As OWASP recommends where 19 MiB are at hand. A hash carries its own parameters, so they can be raised. */
const COST = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 };
const SALT_BYTES = 16;

/** A thread of its own, because a hash takes a tenth of a second in which nothing else could be served. */
parentPort?.on('message', async ({ id, password, hash }: HashTask) => {
  const result =
    hash === undefined
      ? await argon2id({ ...COST, password, salt: randomBytes(SALT_BYTES), outputType: 'encoded' })
      : await argon2Verify({ password, hash });
  parentPort?.postMessage({ id, result } satisfies HashDone);
});
