interface Secret {
  /** Is in every line in which the pattern can match, with one of the tells; found much faster than the pattern. */
  readonly sign: RegExp;
  /** What gives a secret away, in its first group, and the secret, in its second. Does not match over the end of a line. */
  readonly pattern: RegExp;
}

const SECRETS: readonly Secret[] = [
  { sign: /:\/\/[^\s/?#"'<>]+@/, pattern: /\b([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s/?#"'<>]+)(?=@)/gi },
  { sign: /authorization/, pattern: /(\bauthorization["']?\s*[:=]\s*["']?(?:\w+\s+)?)([^\s"']{4,})/gi },
  { sign: /bearer/, pattern: /(\bbearer\s+)([\w.~+/=-]{8,})/gi },
  {
    sign: /passw|passphrase|secret|token|key|credential/,
    pattern:
      /((?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["']?(?:\s*=\s*|\s*:\s+|:(?=["']))["']?)([^\s"'&,;]+)/gi,
  },
  {
    sign: /passw|passphrase|secret|token|key/,
    pattern: /(--?(?:password|passphrase|secret|token|api-key)[ =]["']?)([^\s"'-][^\s"']*)/gi,
  },
  { sign: /passw/, pattern: /(\blogin\s+\S+\s+password\s+)(\S+)/gi },
  {
    sign: /[?&](?:key|sig|auth|code|x-amz)/,
    pattern: /([?&](?:key|sig|signature|auth|code|x-amz-signature|x-amz-credential)=)([^&\s"']+)/gi,
  },
  {
    sign: /gh[opsur]_|github_pat_|glpat-|xox[abprs]-|sk-|akia|su[a-z]{0,8}_/,
    pattern: /()((?<![\w-])(?:gh[opsur]_|github_pat_|glpat-|xox[abprs]-|sk-|AKIA|su[a-z]{0,8}_)[\w-]{16,})/g,
  },
  { sign: /eyj/, pattern: /()((?<![\w-])eyJ[\w-]{8,2000}\.[\w-]{8,2000}\.[\w-]*)/g },
];

const SIGN = new RegExp([...new Set(SECRETS.map(({ sign }) => sign.source))].join('|'), 'i');

/**
 * One of these is in every sign. V8 skips through a text for a few words, or one character, ten times as fast as it looks for
 * all signs at once.
 */
const TELLS: readonly RegExp[] = [
  /@/g,
  /_/g,
  /[?&](?:key|sig|auth|code|x-amz)/gi,
  /key|xox|sk-|eyj|akia/gi,
  /authorization|bearer|passw|passphrase|secret|token|credential|glpat-/gi,
];

/** Where in the text something is that may give a secret away. What `skip` gives for a place is the next to look at. */
export function findTells(text: string, skip: (at: number) => number): void {
  for (const tell of TELLS) {
    tell.lastIndex = 0;
    for (let found = tell.exec(text); found; found = tell.exec(text)) tell.lastIndex = skip(found.index);
  }
}

/** Whether a line may give a secret away: one of which this says no is free of secrets. */
export const hasSign = (line: string): boolean => SIGN.test(line);

/** The text with every character of a secret replaced by an asterisk: credentials in URLs, tokens, passwords. Keeps the length. */
export function redact(text: string): string {
  let redacted = text;
  for (const { pattern } of SECRETS)
    redacted = redacted.replace(
      pattern,
      (_, before: string, secret: string) => before + '*'.repeat(secret.length),
    );
  return redacted;
}
