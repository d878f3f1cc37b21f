/** Since Node 21; the library that our compiler knows is that of the agent, which runs on older ones. */
interface Transferable extends ArrayBuffer {
  transfer(newLength?: number): ArrayBuffer;
}

/**
 * Gives the memory of a received message back at once, when nobody reads it any more; its bytes are gone after that. It lies
 * outside of V8's heap, and V8, which would free it at one of its collections, begins a full one for every few dozen megabytes.
 * A message that shares its memory with others is left alone.
 */
export function giveBack({ buffer, byteOffset, byteLength }: Buffer): void {
  // A view into what the socket has read lies behind its frame's header, or is all that was read.
  if (byteOffset === 0 && byteLength === buffer.byteLength) (buffer as Transferable).transfer(0);
}
