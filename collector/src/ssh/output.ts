const MOST_CHARACTERS = 64 * 1024;
/** Shorter ones would also be found where they mean nothing. */
const LEAST_SECRET = 3;

/** What an installation has said: the end of it when it is long, without terminal codes, and with every secret as asterisks. */
export class Output {
  #text = '';
  #leftOut = 0;
  readonly #secrets: readonly string[];

  constructor(secrets: readonly (string | null)[]) {
    this.#secrets = secrets
      .filter((each) => each !== null)
      .flatMap((each) => [each, ...each.split('\n')])
      .filter((each) => each.length >= LEAST_SECRET)
      .sort((a, b) => b.length - a.length);
  }

  add(piece: string): void {
    this.#text += piece;
    if (this.#text.length <= 2 * MOST_CHARACTERS) return;
    // At the end of a line: half a secret would not be known for one.
    const cut = this.#text.indexOf('\n', this.#text.length - MOST_CHARACTERS) + 1 || this.#text.length;
    this.#leftOut += cut;
    this.#text = this.#text.slice(cut);
  }

  get text(): string {
    let text = this.#text;
    for (const secret of this.#secrets) text = text.replaceAll(secret, '*'.repeat(secret.length));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    const plain = text.replaceAll(/\x1b\[[0-9;?]*[ -/]*[@-~]|\r(?=\n)/g, '').replaceAll('\r', '\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
    const clean = plain.replaceAll(/[\x00-\x08\x0b-\x1f\x7f]/g, '\ufffd');
    const last = clean.slice(-MOST_CHARACTERS);
    const leftOut = this.#leftOut + clean.length - last.length;
    return leftOut === 0 ? last : `[${leftOut} characters before this were left out]\n${last}`;
  }
}
