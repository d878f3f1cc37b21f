import { redact } from '../../domain/redact.ts';

const SIGN = /error|denied|refused|too many|timeout|not found|unauthorized/i;
/** The last line of Compose 1 when starting has failed: what is wrong stands above. */
const NO_NEWS = /^Encountered errors while bringing up the project/;

/** The line in which Compose or the engine says what is wrong: the last that has a sign of it, else the last one; may be empty. */
export function complaintOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !NO_NEWS.test(line));
  const line = lines.filter((each) => SIGN.test(each)).at(-1) ?? lines.at(-1) ?? '';
  return redact(line.trim()).slice(0, 800).replace(/\.$/, '');
}
