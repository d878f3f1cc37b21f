interface Variable {
  readonly name: string;
  readonly meaning: string;
  readonly fallback?: string;
}

/** A file of settings for systemd's EnvironmentFile and for shells, with every variable but those in `fixed` as a comment. */
export function settingsText(
  program: string,
  variables: readonly Variable[],
  fixed: readonly string[],
  unitName: string,
): string {
  const lines = variables
    .filter(({ name }) => !fixed.includes(name))
    .map(({ name, meaning, fallback }) => `# ${meaning}${fallback ? ` (${fallback})` : ''}\n#${name}=\n`);
  const head = `# Settings of ${program}. Put values into single quotes.\n# Then: systemctl restart ${unitName}\n`;
  return [head, ...lines].join('\n');
}
