import { fits, Metrics } from '@suivi/shared';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { diskWarnings, filesystemOf, memoryOf, memoryWarnings } from '../../../src/probe/metrics/assess.ts';
import { readMetrics } from '../../../src/probe/metrics/index.ts';
import { parseMemory } from '../../../src/probe/metrics/parse-memory.ts';
import { parseMounts } from '../../../src/probe/metrics/parse-mounts.ts';

test('mounts: disks once each, by their shortest path; no pseudo, network or loop file systems', () => {
  const text = [
    'proc /proc proc rw 0 0',
    '/dev/sda2 / ext4 rw 0 0',
    '/dev/sda2 /var/lib/docker/bind ext4 rw 0 0',
    'tmpfs /run tmpfs rw 0 0',
    '/dev/sda1 /boot/efi vfat rw 0 0',
    '/dev/sdb1 /data/sub btrfs rw,subvol=/sub 0 0',
    '/dev/sdb1 /data btrfs rw,subvol=/ 0 0',
    '/dev/loop3 /snap/core/1 squashfs ro 0 0',
    'nas:/export /mnt/nas nfs4 rw 0 0',
    'overlay /var/lib/docker/overlay2/x/merged overlay rw 0 0',
    'rpool/ROOT/pve /tank zfs rw 0 0',
    '/dev/sdc1 /mnt/with\\040space xfs rw 0 0',
    'cut',
    '',
  ].join('\n');
  expect(parseMounts(text).map(({ path }) => path)).toEqual([
    '/',
    '/boot/efi',
    '/data',
    '/mnt/with space',
    '/tank',
  ]);
  expect(parseMounts('overlay / overlay rw 0 0').map(({ path }) => path)).toEqual(['/']);
});

test('memory: the total and what is available, in bytes', () => {
  const text = 'MemTotal:       32806380 kB\nMemFree:         100 kB\nMemAvailable:   19768972 kB\n';
  expect(parseMemory(text)).toEqual({ total: 32806380 * 1024, available: 19768972 * 1024 });
});

const GIB = 1024 ** 3;
const disk = (
  path: string,
  sizeBytes: number,
  availableBytes: number,
  inodes = { files: 100, ffree: 50 },
) => {
  const free = availableBytes / 4096;
  const blocks = { bsize: 4096, blocks: sizeBytes / 4096, bfree: free, bavail: free, ...inodes };
  const filesystem = filesystemOf({ source: '/dev/x', path, type: 'ext4' }, blocks);
  return { filesystem, codes: diskWarnings(filesystem, blocks).map(({ code }) => code) };
};

describe('disk warnings', () => {
  const cases: [string, ReturnType<typeof disk>, string[]][] = [
    ['half full', disk('/', 100 * GIB, 50 * GIB), []],
    ['90 %', disk('/', 100 * GIB, 10 * GIB), ['disk_almost_full']],
    ['just under 90 %', disk('/data', 1000 * GIB, 101 * GIB), []],
    ['97 %', disk('/data', 1000 * GIB, 30 * GIB), ['disk_full']],
    ['little room on a small root', disk('/', 4 * GIB, 0.4 * GIB), ['disk_full']],
    ['little room where no upgrade writes', disk('/data', 4 * GIB, 0.6 * GIB), []],
    ['a small /boot with room for a kernel', disk('/boot', 0.5 * GIB, 0.25 * GIB), []],
    ['a small /boot without', disk('/boot', 0.5 * GIB, 0.09 * GIB), ['disk_full']],
    [
      'no inodes left',
      disk('/data', 100 * GIB, 50 * GIB, { files: 1000, ffree: 10 }),
      ['inodes_almost_full'],
    ],
    ['no inodes at all, as on btrfs', disk('/data', 100 * GIB, 50 * GIB, { files: 0, ffree: 0 }), []],
  ];
  test.each(cases)('%s', (_, { codes }, expected) => expect(codes).toEqual(expected));
});

test('64 GiB and more stay exact, and what only root may use is neither used nor available', () => {
  expect(memoryOf(64 * GIB, 16 * GIB)).toEqual({
    memoryTotalBytes: 68_719_476_736,
    memoryUsedBytes: 51_539_607_552,
    memoryAvailableBytes: 17_179_869_184,
    memoryUsedPercent: 75,
  });
  const blocks = { bsize: 4096, blocks: 1000, bfree: 500, bavail: 450, files: 0, ffree: 0 };
  expect(filesystemOf({ source: 'x', path: '/', type: 'ext4' }, blocks)).toMatchObject({
    usedBytes: 500 * 4096,
    availableBytes: 450 * 4096,
    usedPercent: 52.6,
  });
  expect([memoryWarnings(94.9), memoryWarnings(95).map(({ code }) => code)]).toEqual([
    [],
    ['memory_almost_full'],
  ]);
});

test('the real machine: the shape is right, and / is as df says', async () => {
  const readHottest = async () => ({ name: 'coretemp Core 0', celsius: 51.5 });
  const metrics = await readMetrics({ machineId: 'm', readHottest });
  expect(metrics.hottest).toEqual(await readHottest());
  expect(fits(Metrics, metrics)).toBe(true);
  const { stdout } = await execa('df', ['--block-size=1', '--output=size,pcent', '/']);
  const [size, percent] = stdout.split('\n')[1]!.trim().split(/\s+/);
  expect(metrics.filesystems.find(({ mount }) => mount === '/')?.sizeBytes).toBe(Number(size));
  expect(Math.abs(metrics.rootUsedPercent! - Number.parseInt(percent!, 10))).toBeLessThanOrEqual(1);
  expect(metrics.memoryTotalBytes).toBeGreaterThan(0);
});
