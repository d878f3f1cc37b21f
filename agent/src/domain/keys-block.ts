const BEGIN = '# Suivi: begin. What is between is written by its post-install profiles.';
const END = '# Suivi: end.';

/** The lines of our block in the text of an authorized_keys. Pure. */
export function keysBlock(text: string): string[] {
  const lines = text.split('\n');
  const begin = lines.indexOf(BEGIN);
  const end = lines.indexOf(END, begin + 1);
  return begin < 0 || end < 0 ? [] : lines.slice(begin + 1, end);
}

/** The text with our block holding these lines, everything else as it is; without lines the block goes. Pure. */
export function withKeysBlock(text: string, keys: readonly string[]): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const begin = lines.indexOf(BEGIN);
  const end = lines.indexOf(END, begin + 1);
  const before = begin < 0 || end < 0 ? lines : lines.slice(0, begin);
  const after = begin < 0 || end < 0 ? [] : lines.slice(end + 1);
  const block = keys.length === 0 ? [] : [BEGIN, ...keys, END];
  const whole = [...before, ...block, ...after];
  return whole.length === 0 ? '' : `${whole.join('\n')}\n`;
}
