/** Who keeps the settings of guests in files. */
type FileManager = 'proxmox' | 'lxc';

const MOST_LINES = 100;
const LONGEST = 500;
const TELLING: Readonly<Record<FileManager, RegExp>> = {
  proxmox: /^(name|hostname|ostype|template|net\d+):/,
  lxc: /^\s*lxc\.(uts\.name|utsname|net\.\d+\.hwaddr|network\.hwaddr)\s*=/,
};

/**
 * Of a guest's settings, what says which one it is. Nothing else leaves root: there are passwords and keys among them. On Proxmox VE
 * what follows a line in brackets is of snapshots.
 */
export function tellingLines(manager: FileManager, text: string): string[] {
  const lines = text.split('\n');
  const end = manager === 'proxmox' ? lines.findIndex((line) => line.startsWith('[')) : -1;
  return (end < 0 ? lines : lines.slice(0, end))
    .filter((line) => TELLING[manager].test(line))
    .slice(0, MOST_LINES)
    .map((line) => line.slice(0, LONGEST));
}
