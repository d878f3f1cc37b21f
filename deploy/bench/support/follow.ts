import { connect } from '../../../collector/test/api/support/sse-client.ts';
import { TOKEN } from '../../test/support/collector.ts';

const PATIENCE_MS = 60_000;

interface MachineOnStream {
  readonly id: string;
  readonly state: { readonly aptUpdatesCount: number } | null;
}

/** A machine as the API's event stream shows it. */
export interface Followed extends AsyncDisposable {
  /** Resolves when the stream next shows the machine with this number of updates, with that moment (performance.now). */
  shows(count: number): Promise<number>;
}

/** Follows one machine on GET /api/stream. */
export async function followMachine(url: string, id: string): Promise<Followed> {
  const stream = await connect(`${url}/api/stream`, { authorization: `Bearer ${TOKEN}` });
  const wanted = { count: Number.NaN, resolve: (_at: number) => {} };
  const following = (async () => {
    for (let block = await stream.next(); block; block = await stream.next()) {
      if (block.event !== 'machine') continue;
      const machine = JSON.parse(block.data ?? '') as MachineOnStream;
      if (machine.id === id && machine.state?.aptUpdatesCount === wanted.count)
        wanted.resolve(performance.now());
    }
  })().catch(() => {});
  return {
    shows: (count) =>
      new Promise((resolve, reject) => {
        const late = () => reject(new Error(`the stream has not shown ${count} updates`));
        setTimeout(late, PATIENCE_MS).unref();
        Object.assign(wanted, { count, resolve });
      }),
    [Symbol.asyncDispose]: async () => {
      stream.cut();
      await following;
    },
  };
}
