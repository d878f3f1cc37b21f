import { join } from 'node:path';
import { type DurableMessage, isDurable, LIMITS, parseToCollector } from '@suivi/shared';
import { readPlainFile } from '../host/files.ts';

const NAME = /^(\d{16})\.json$/;

/** The file of the message with this sequence; names sort as the sequences do. */
export const messagePath = (directory: string, seq: number): string =>
  join(directory, `${String(seq).padStart(16, '0')}.json`);

/** The sequence that a file name stands for, or null when it is no name of ours. */
export function sequenceOf(name: string): number | null {
  const seq = Number(NAME.exec(name)?.[1] ?? Number.NaN);
  return Number.isSafeInteger(seq) ? seq : null;
}

/** A file in the spool that is not a message that can be sent. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** Reads a text as a durable message. Throws UnreadableMessage. */
export function parseDurable(text: string): DurableMessage {
  if (text === '') throw new UnreadableMessage('It is empty.');
  if (Buffer.byteLength(text) > LIMITS.messageBytes)
    throw new UnreadableMessage(`It is larger than ${LIMITS.messageBytes} bytes.`);
  try {
    const message = parseToCollector(text);
    if (isDurable(message)) return message;
  } catch (error) {
    throw new UnreadableMessage((error as Error).message);
  }
  throw new UnreadableMessage('It is not a message for the collector.');
}

/** Reads the message with this sequence. Throws UnreadableMessage, NotAPlainFile, or a system error. */
export async function readMessage(
  directory: string,
  seq: number,
): Promise<{ message: DurableMessage; text: string }> {
  const text = await readPlainFile(messagePath(directory, seq), LIMITS.messageBytes);
  const message = parseDurable(text);
  if (message.seq !== seq) throw new UnreadableMessage('Its name and its content do not agree.');
  return { message, text };
}
