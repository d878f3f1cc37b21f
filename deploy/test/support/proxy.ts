import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A loopback TCP relay whose far end can move and whose wire can be cut. Its own port stays the same. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** Where new connections go. */
  target: number;
  /** Breaks every connection and refuses new ones until `heal`. */
  cut(): void;
  heal(): void;
  /** Breaks every connection at once; new ones go through. */
  drop(): void;
}

/** Starts a relay to a port on 127.0.0.1, which is reached from another loopback address when one is named. */
export async function startRelay(target = 0, localAddress?: string): Promise<Relay> {
  const sockets = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole || relay.target === 0) return void near.destroy();
    const far = connect({ host: '127.0.0.1', port: relay.target, ...(localAddress && { localAddress }) });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const relay: Relay = {
    port: (server.address() as AddressInfo).port,
    target,
    drop,
    cut: () => {
      whole = false;
      drop();
    },
    heal: () => {
      whole = true;
    },
    [Symbol.asyncDispose]: async () => {
      drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return relay;
}
