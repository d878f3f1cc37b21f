import { text } from 'node:stream/consumers';

/** Turns what `capture.sh` printed, on standard input, into a fixture, on standard output. */
const files: Record<string, string> = {};
const links: Record<string, string> = {};
let detect = '';

for (const line of (await text(process.stdin)).split(/\r?\n/)) {
  const [kind, path = '', value = ''] = line.trim().split(' ');
  const content = Buffer.from(value, 'base64').toString('latin1');
  const card = path.split('/').at(-1) ?? '';
  if (kind === 'detect') detect = path;
  // A file of the kernel that could not be read has come out empty.
  else if (kind === 'file' && (content !== '' || !path.startsWith('sys/'))) files[path] = content;
  // The device of a network card lies where nothing else of it is captured; here it has a place of its own.
  else if (kind === 'link')
    links[path] = card === 'device' ? `../../../devices/${path.split('/').at(-2)}` : value;
  else if (kind === 'driver') links[`sys/devices/${card}/driver`] = `../../bus/drivers/${value}`;
}
process.stdout.write(`${JSON.stringify({ detect, files, links }, null, 2)}\n`);
