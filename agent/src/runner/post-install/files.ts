import { chmod, mkdir, rename, stat, statfs, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withKeysBlock } from '../../domain/keys-block.ts';
import type { Operation } from '../../domain/post-install.ts';
import { isThere, readIfThere, removeFile, removeTemporaryOf, writeWhole } from '../../host/files.ts';
import { shellAs } from '../../host/shell-as.ts';

const KEYS_BYTES = 1024 * 1024;

/** Why an operation could not be done, as a sentence for people. */
export class OperationFailed extends Error {
  override readonly name = 'OperationFailed';
}

type FileOperation = Extract<Operation, { do: 'write' | 'remove' | 'link' | 'set' | 'room' | 'keys' }>;

/** The operations on files, within a root. */
export interface Files {
  perform(operation: FileOperation): Promise<void>;
  /** The text of a file; null when there is none. */
  read(path: string): Promise<string | null>;
  exists(path: string): Promise<boolean>;
}

/** Files under `/`, or under a sandbox root. Throws OperationFailed and system errors. */
export function openFiles(root: string): Files {
  const inside = (path: string) => join(root, path);
  return {
    exists: (path) => isThere(inside(path)),
    read: (path) => readIfThere(inside(path)),
    async perform(operation) {
      switch (operation.do) {
        case 'write':
          if (operation.ifThere && !(await isThere(inside(operation.path)))) return;
          return write(inside(operation.path), operation.content);
        case 'remove':
          return remove(inside(operation.path));
        case 'link':
          return link(inside(operation.path), operation.target, inside(operation.target));
        case 'set':
          return set(inside(operation.path), operation.value);
        case 'room':
          return checkRoom(inside(operation.path), operation.bytes);
        case 'keys':
          return writeKeys(inside(operation.home), operation);
      }
    },
  };
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await removeTemporaryOf(path);
  await writeWhole(path, content, { mode: 0o644 });
  // The umask does not count here: others read these files.
  await chmod(path, 0o644);
}

async function set(path: string, value: string): Promise<void> {
  try {
    await writeFile(path, `${value}\n`, { flag: 'r+' });
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new OperationFailed(
      `The kernel does not take it (${code}): look whether it may be set here, and to this value.`,
    );
  }
}

async function remove(path: string): Promise<void> {
  await removeTemporaryOf(path);
  await removeFile(path);
}

/** A link in place of what was there, whole at any moment. */
async function link(path: string, target: string, found: string): Promise<void> {
  if (!(await isThere(found))) throw new OperationFailed(`There is no ${target}.`);
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  const draft = `${path}.suivi-new`;
  await removeFile(draft);
  await symlink(target, draft);
  await rename(draft, path);
}

async function checkRoom(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const mib = (size: number) => `${Math.floor(size / 2 ** 20)} MiB`;
  if (free < bytes)
    throw new OperationFailed(
      `${mib(bytes)} must be free on ${path}, and ${mib(free)} are. Make room first.`,
    );
}

const READ_KEYS = `
cd "$1" || exit 1
keys=.ssh/authorized_keys
if [ -L "$keys" ] || { [ -e "$keys" ] && [ ! -f "$keys" ]; }; then echo "$1/$keys is no plain file." >&2; exit 1; fi
[ ! -e "$keys" ] || cat "$keys"
`;

/** It goes on when we are killed, and then gets a part of the text or nothing: so it counts the bytes. */
const WRITE_KEYS = `
set -e
umask 077
cd "$1"
mkdir -p .ssh
rm -f .ssh/authorized_keys.suivi-*
draft=$(mktemp .ssh/authorized_keys.suivi-XXXXXXXX)
trap 'rm -f "$draft"' EXIT
cat >"$draft"
if [ "$(wc -c <"$draft")" -ne "$2" ]; then rm "$draft"; echo "The text did not come whole." >&2; exit 1; fi
sync "$draft"
mv -fT "$draft" .ssh/authorized_keys
`;

/**
 * A user may have laid links where their keys are to lie, so everything in their home is done as that user: whatever it
 * leads to is theirs.
 */
async function writeKeys(
  home: string,
  { user, uid, lines }: Extract<Operation, { do: 'keys' }>,
): Promise<void> {
  if (!(await isThere(home))) throw new OperationFailed(`There is no folder ${home}.`);
  const owner = await stat(home);
  if (owner.uid !== uid) throw new OperationFailed(`${home} does not belong to ${user}.`);
  const asOwner = (script: string, text = '') =>
    shellAs(owner, script, [home, String(Buffer.byteLength(text))], { text, maxBytes: KEYS_BYTES }).catch(
      (error: Error) => {
        throw new OperationFailed(`The keys of ${user} cannot be changed: ${error.message}`);
      },
    );
  const before = await asOwner(READ_KEYS);
  const after = withKeysBlock(before, lines);
  if (after !== before) await asOwner(WRITE_KEYS, after);
}
