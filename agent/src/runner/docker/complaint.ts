import { redact } from '../../domain/redact.ts';

const SIGN = /error|denied|refused|too many|timeout|not found|unauthorized/i;

/** The line in which Compose or the engine says what is wrong: the last that has a sign of it, else the last one; may be empty. */
export function complaintOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const line = lines.filter((each) => SIGN.test(each)).at(-1) ?? lines.at(-1) ?? '';
  return redact(line.trim()).slice(0, 800).replace(/\.$/, '');
}
