import ssh2 from 'ssh2';
import { sshProblem } from '../domain/ssh-problems.ts';

/** ssh-keygen takes 16 to 24 unless told otherwise. Each round costs time in which nothing else is served. */
const MOST_ROUNDS = 128;
const MAGIC = 'openssh-key-v1\0';

/** Throws Problem ssh_key_unreadable unless the key can be used with this passphrase. */
export function checkPrivateKey(text: string, passphrase: string | null): void {
  const rounds = roundsOf(text);
  if (rounds > MOST_ROUNDS)
    throw sshProblem(
      'ssh_key_unreadable',
      `The private key takes ${rounds} rounds to open, which is too much work for the collector.`,
      `Give one whose passphrase takes at most ${MOST_ROUNDS} rounds (ssh-keygen -p -a 32).`,
    );
  const parsed = ssh2.utils.parseKey(text, passphrase ?? undefined);
  if (parsed instanceof Error)
    throw sshProblem(
      'ssh_key_unreadable',
      /passphrase|decrypt|integrity/i.test(parsed.message)
        ? 'The private key cannot be opened with this passphrase.'
        : 'The private key is in no form that is understood.',
    );
  if (!parsed.isPrivateKey()) throw sshProblem('ssh_key_unreadable', 'This is a public key.');
}

/** How much work OpenSSH's own form of key asks for; 0 for every other form. */
function roundsOf(text: string): number {
  const body = /BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(text)?.[1];
  const bytes = Buffer.from(body ?? '', 'base64');
  if (bytes.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) return 0;
  try {
    let at = MAGIC.length;
    const next = () => {
      const end = at + 4 + bytes.readUInt32BE(at);
      const piece = bytes.subarray(at + 4, end);
      at = end;
      return piece;
    };
    next();
    next();
    const options = next();
    return options.length < 8 ? 0 : options.readUInt32BE(options.length - 4);
  } catch {
    return 0;
  }
}
