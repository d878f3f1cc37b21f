import { pipeline, Transform } from 'node:stream';

/**
 * The same bytes for an answer that has promised so many of them: it breaks off when there are fewer, e.g. because the file was
 * thrown away meanwhile, since a client would wait for the rest. Who ends it early ends `source` as well.
 */
export function inFull(source: NodeJS.ReadableStream, bytes: number): Transform {
  let given = 0;
  const counted = new Transform({
    transform(piece: Buffer, _encoding, done) {
      given += piece.length;
      done(null, piece);
    },
    flush(done) {
      done(given < bytes ? new Error(`${bytes} bytes were promised, and there were ${given}`) : null);
    },
  });
  // Who reads it is told of a failure.
  pipeline(source, counted, () => {});
  return counted;
}
