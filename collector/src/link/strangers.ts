import type { Duplex } from 'node:stream';

/**
 * Counts what comes in on a raw socket and calls once when it is more than `limit` bytes: a WebSocket would first gather a
 * whole message of the size that only proven agents may send. The function that it gives ends the counting.
 */
export function boundBytes(socket: Duplex, limit: number, onExceeded: () => void): () => void {
  let bytes = 0;
  const stop = () => void socket.off('data', count);
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= limit) return;
    stop();
    onExceeded();
  };
  socket.on('data', count);
  return stop;
}
