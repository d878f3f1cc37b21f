import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startCollector, type TestCollector } from '../../support/test-collector.ts';
import { Worker } from './worker.ts';

/** A collector for the tests of a file. */
export function useCollector(): { readonly collector: TestCollector } {
  const here = {} as { collector: TestCollector };
  beforeAll(async () => {
    here.collector = await startCollector();
  });
  afterAll(() => here.collector[Symbol.asyncDispose]());
  return here;
}

/** The same, and for each test a machine of its own whose agent is connected and has not told its journal. */
export function useWorker(): { readonly collector: TestCollector; worker: Worker } {
  const here = useCollector() as ReturnType<typeof useWorker>;
  beforeEach(async () => {
    here.worker = await Worker.connect(here.collector);
  });
  afterEach(() => here.worker.socket.drop());
  return here;
}
