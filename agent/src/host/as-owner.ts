import { stat } from 'node:fs/promises';

/**
 * Does something as the user to whom a directory belongs, when we are root and that is somebody else: root writes nothing
 * where another user could lay a trap, and what is written belongs to that user. Nothing else may run meanwhile.
 */
export async function asOwnerOf<T>(directory: string, task: () => Promise<T>): Promise<T> {
  const { uid, gid } = await stat(directory);
  if (process.geteuid?.() !== 0 || uid === 0) return task();
  const groups = process.getgroups!();
  const ownGroup = process.getegid!();
  try {
    process.setgroups!([gid]);
    process.setegid!(gid);
    process.seteuid!(uid);
    return await task();
  } finally {
    process.seteuid!(0);
    process.setegid!(ownGroup);
    process.setgroups!(groups);
  }
}
