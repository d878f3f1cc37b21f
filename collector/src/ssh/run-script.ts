import { randomBytes } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { Client, ClientChannel } from 'ssh2';
import { sshProblem } from '../domain/ssh-problems.ts';
import { NO_ROOM, NO_SUDO, remoteCommand } from './command.ts';

/** Characters that a login may say before the script begins: banners, the lecture of sudo. */
const MOST_BEFORE = 64 * 1024;

export interface RunScript {
  readonly script: string;
  readonly sudoPassword: string | null;
  /** Takes what is said, as it is said. */
  said(text: string): void;
  readonly signal: AbortSignal;
}

/** Runs a script as root on a machine that was logged in to; gives its exit code. Throws Problem, or the signal's reason. */
export function runScript(client: Client, run: RunScript): Promise<number> {
  const mark = `suivi-${randomBytes(6).toString('hex')}`;
  return new Promise((resolve, reject) => {
    const { signal } = run;
    const giveUp = () => {
      client.destroy();
      reject(signal.reason);
    };
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    client.exec(remoteCommand(mark), (error, channel) => {
      if (error) return reject(sshProblem('ssh_lost', `The machine ran nothing: ${error.message}.`));
      new Conversation(channel, mark, run).end.then(resolve, reject).finally(() => {
        signal.removeEventListener('abort', giveUp);
      });
    });
  });
}

/** What sudo and the script are given, each when it asks for it. */
class Conversation {
  readonly end: Promise<number>;
  readonly #channel: ClientChannel;
  readonly #mark: string;
  readonly #run: RunScript;
  /** What was said before the script began: sudo's own words. */
  #before = '';
  #isReady = false;
  #passwordsAsked = 0;
  #reject!: (error: unknown) => void;

  constructor(channel: ClientChannel, mark: string, run: RunScript) {
    this.#channel = channel;
    this.#mark = mark;
    this.#run = run;
    this.end = new Promise((resolve, reject) => {
      this.#reject = reject;
      let code: number | null = null;
      channel.on('exit', (exit: number | null) => {
        code = exit;
      });
      channel.on('close', () => {
        if (code === null) reject(sshProblem('ssh_lost', 'The connection broke while the script ran.'));
        else if (this.#isReady) resolve(code);
        else reject(this.#notBegun(code));
      });
      // A machine that goes away takes no more of the script.
      channel.on('error', () => undefined);
    });
    listen(channel, (text) => this.#hear(text));
    listen(channel.stderr, (text) => this.#hear(text));
  }

  #hear(text: string): void {
    if (this.#isReady) return this.#run.said(text);
    this.#before += text;
    const ready = `${this.#mark}-ready\n`;
    const at = this.#before.indexOf(ready);
    if (at >= 0) {
      this.#isReady = true;
      this.#channel.end(this.#run.script);
      this.#run.said(this.#withoutMarks(this.#before.slice(0, at)) + this.#before.slice(at + ready.length));
      return;
    }
    const asked = this.#before.split(`${this.#mark}-password`).length - 1;
    if (asked > this.#passwordsAsked) this.#answer(asked);
    if (this.#before.length > MOST_BEFORE)
      this.#fail('machine_not_prepared', 'The machine talks without end before anything has begun.');
  }

  #answer(asked: number): void {
    this.#passwordsAsked = asked;
    const { sudoPassword } = this.#run;
    if (sudoPassword === null)
      this.#fail('sudo_password_needed', 'sudo asks for a password, and none was given.');
    else if (asked > 1) this.#fail('sudo_password_wrong', 'sudo did not accept the password.');
    else this.#channel.write(`${sudoPassword}\n`);
  }

  #fail(...why: Parameters<typeof sshProblem>): void {
    this.#reject(sshProblem(...why));
    this.#channel.close();
  }

  /** Why it ended before the script had begun. */
  #notBegun(code: number): Error {
    const words = this.#withoutMarks(this.#before).trim();
    this.#run.said(words);
    if (code === NO_SUDO)
      return sshProblem('sudo_missing', 'The user is not root, and the machine has no sudo.');
    if (code === NO_ROOM) return sshProblem('machine_not_prepared', 'No temporary folder could be made.');
    if (/incorrect password/.test(words))
      return sshProblem('sudo_password_wrong', 'sudo did not accept the password.');
    const last = words.split('\n').at(-1) || `exit code ${code}`;
    return sshProblem('sudo_refused', `Root's rights were refused: ${last.slice(0, 300)}`);
  }

  #withoutMarks(text: string): string {
    return text.replaceAll(`${this.#mark}-password`, '');
  }
}

function listen(stream: NodeJS.ReadableStream, hear: (text: string) => void): void {
  const decoder = new StringDecoder();
  stream.on('data', (data: Buffer) => hear(decoder.write(data)));
}
