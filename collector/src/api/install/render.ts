import { readFile } from 'node:fs/promises';

/** What the script must know of its collector. */
export interface InstallFacts {
  /** The collector's address, of characters that mean nothing to a shell, without a slash at its end. */
  readonly base: string;
  /** The armoured key of its repository. */
  readonly publicKey: string;
  /** The authority that has signed its certificate, in PEM; null where machines know it anyway. */
  readonly ca: string | null;
}

let template: Promise<string> | undefined;

/** The text of the install script: `install.sh`, which the build puts beside the bundle, with the facts filled in. */
export async function renderInstallScript({ base, publicKey, ca }: InstallFacts): Promise<string> {
  template ??= readFile(new URL('./install.sh', import.meta.url), 'utf8');
  const values = { BASE: base, KEY: publicKey.trim(), CA: ca?.trim() ?? '' };
  return (await template).replaceAll(/@(BASE|KEY|CA)@/g, (_, name: keyof typeof values) => values[name]);
}
