import { ProtocolError } from './errors.ts';
import { LIMITS } from './limits.ts';

/** A piece of an execution's log: `bytes` begin at `offset` of the redacted log. */
export interface LogChunk {
  readonly executionId: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$/;

/** One binary message: the length of the id (1 byte), the id in ASCII, the offset (8 bytes, big-endian), then the bytes of the log. */
export function encodeLogChunk({ executionId, offset, bytes }: LogChunk): Uint8Array {
  const id = new TextEncoder().encode(executionId);
  const message = new Uint8Array(1 + id.length + 8 + bytes.length);
  message[0] = id.length;
  message.set(id, 1);
  new DataView(message.buffer).setBigUint64(1 + id.length, BigInt(offset));
  message.set(bytes, 1 + id.length + 8);
  return message;
}

/** Reads what encodeLogChunk wrote; the bytes are a view, not a copy. Throws ProtocolError `malformed` or `too_large`. */
export function decodeLogChunk(message: Uint8Array): LogChunk {
  const idLength = message[0] ?? 0;
  const start = 1 + idLength + 8;
  if (message.length < start) throw new ProtocolError('malformed', 'A log chunk is too short.');
  const executionId = new TextDecoder().decode(message.subarray(1, 1 + idLength));
  if (!ID.test(executionId)) throw new ProtocolError('malformed', 'A log chunk names no execution.');
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const offset = Number(view.getBigUint64(1 + idLength));
  const bytes = message.subarray(start);
  if (bytes.length > LIMITS.logChunkBytes || offset + bytes.length > LIMITS.logBytes)
    throw new ProtocolError('too_large');
  return { executionId, offset, bytes };
}
