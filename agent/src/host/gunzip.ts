import { promisify } from 'node:util';

/** Unpacks gzip to at most `maxOutputLength` bytes; rejects where it is more, or no gzip. Its library is loaded when first needed. */
export async function gunzip(bytes: Uint8Array, maxOutputLength: number): Promise<Buffer> {
  const zlib = await import('node:zlib');
  return promisify(zlib.gunzip)(bytes, { maxOutputLength });
}
