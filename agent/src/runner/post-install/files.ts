import { chmod, mkdir, readFile, rename, stat, statfs, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withKeysBlock } from '../../domain/keys-block.ts';
import type { Operation } from '../../domain/post-install.ts';
import { asOwnerOf } from '../../host/as-owner.ts';
import { isErrno, isThere, readPlainFile, removeFile, writeWhole } from '../../host/files.ts';

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
          return write(inside(operation.path), operation.content);
        case 'remove':
          return removeFile(inside(operation.path));
        case 'link':
          return link(inside(operation.path), operation.target, inside(operation.target));
        case 'set':
          return writeFile(inside(operation.path), `${operation.value}\n`, { flag: 'r+' });
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
  await writeWhole(path, content, { mode: 0o644 });
  // The umask does not count here: others read these files.
  await chmod(path, 0o644);
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

/**
 * A user may have laid links where their keys are to lie, so everything in their home is done as that user: whatever it
 * leads to is theirs.
 */
async function writeKeys(
  home: string,
  { user, uid, lines }: Extract<Operation, { do: 'keys' }>,
): Promise<void> {
  if (!(await isThere(home))) throw new OperationFailed(`There is no folder ${home}.`);
  if ((await stat(home)).uid !== uid) throw new OperationFailed(`${home} does not belong to ${user}.`);
  await asOwnerOf(home, async () => {
    const folder = join(home, '.ssh');
    const path = join(folder, 'authorized_keys');
    const before = (await isThere(path)) ? await readPlainFile(path, KEYS_BYTES) : '';
    const after = withKeysBlock(before, lines);
    if (after === before) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(path, after, { mode: 0o600 });
  });
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}
