const END = Buffer.from('\n\n');

/** The blocks of a stream of server-sent events, with as little work as can be: the client is not what is measured. */
export async function* blocksOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let lastByte = 0;
  for await (const data of stream) {
    let start = 0;
    // The two line feeds may come apart.
    let end = lastByte === END[0] && data[0] === END[0] ? 1 : 0;
    for (;;) {
      if (end === 0) {
        const at = data.indexOf(END, start);
        if (at < 0) break;
        end = at + END.length;
      }
      yield Buffer.concat([...parts, data.subarray(start, end)]);
      parts = [];
      start = end;
      end = 0;
    }
    if (start < data.length) parts.push(data.subarray(start));
    lastByte = start < data.length ? (data.at(-1) ?? 0) : 0;
  }
}
