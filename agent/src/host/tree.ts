import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A device on the PCI bus, in the kernel's words: `0x030000`, `0x1002`, `0x73bf`. */
export interface PciDevice {
  readonly pciClass: string;
  readonly vendor: string | null;
  readonly device: string | null;
  readonly driver: string | null;
}

/** The files of the kernel under a root: `/`, or a captured tree. What is not there, or may not be read, is null. */
export class Tree {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** The names in a folder, in order; none where there is no such folder. */
  async list(path: string): Promise<string[]> {
    return (await readdir(join(this.#root, path)).catch((): string[] => [])).sort();
  }

  /** A file without what ends it: a line feed, or a zero byte in the device tree. */
  async line(path: string): Promise<string | null> {
    const text = await readFile(join(this.#root, path), 'utf8').catch(() => '');
    return (
      text
        .replace(/[\0\s]+$/, '')
        .trim()
        .slice(0, 256) || null
    );
  }

  /** A whole number, decimal or as `0x…`. */
  async number(path: string): Promise<number | null> {
    const text = await this.line(path);
    const value = text === null ? Number.NaN : Number(text);
    return Number.isSafeInteger(value) ? value : null;
  }

  /** The bytes of a property of the device tree. */
  bytes(path: string): Promise<Buffer | null> {
    return readFile(join(this.#root, path)).catch(() => null);
  }

  /** A device on the PCI bus, by its folder; null where there is none. */
  async pci(path: string): Promise<PciDevice | null> {
    const pciClass = await this.line(`${path}/class`);
    if (pciClass === null) return null;
    const vendor = await this.line(`${path}/vendor`);
    const device = await this.line(`${path}/device`);
    return { pciClass, vendor, device, driver: await this.target(`${path}/driver`) };
  }

  /** The last part of where a link points. */
  async target(path: string): Promise<string | null> {
    const target = await readlink(join(this.#root, path)).catch(() => null);
    return target === null ? null : basename(target);
  }
}
