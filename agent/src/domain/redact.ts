/** What gives a secret away, in its first group, and the secret, in its second. None matches over the end of a line. */
const SECRETS: readonly RegExp[] = [
  /\b([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s/?#"'<>]+)(?=@)/gi,
  /(\bauthorization["']?\s*[:=]\s*["']?(?:\w+\s+)?)([^\s"']{4,})/gi,
  /(\bbearer\s+)([\w.~+/=-]{8,})/gi,
  /((?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)s?["']?(?:\s*=\s*|\s*:\s+|:(?=["']))["']?)([^\s"'&,;]+)/gi,
  /(--?(?:password|passphrase|secret|token|api-key)[ =]["']?)([^\s"'-][^\s"']*)/gi,
  /(\blogin\s+\S+\s+password\s+)(\S+)/gi,
  /([?&](?:key|sig|signature|auth|code|x-amz-signature|x-amz-credential)=)([^&\s"']+)/gi,
  /()((?<![\w-])(?:gh[opsur]_|github_pat_|glpat-|xox[abprs]-|sk-|AKIA|su[a-z]*_)[\w-]{16,})/g,
  /()((?<![\w-])eyJ[\w-]{8,2000}\.[\w-]{8,2000}\.[\w-]*)/g,
];

/** The text with every character of a secret replaced by an asterisk: credentials in URLs, tokens, passwords. Keeps the length. */
export function redact(text: string): string {
  let redacted = text;
  for (const pattern of SECRETS)
    redacted = redacted.replace(
      pattern,
      (_, before: string, secret: string) => before + '*'.repeat(secret.length),
    );
  return redacted;
}
