/** The forms of a word that English and French tell apart. */
interface Forms {
  readonly one: string;
  readonly other: string;
}

/** Writes a number with the form of the word that the language wants for it: `1 machine`, `2 machines`. */
export function pluralOf(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (count, forms) =>
    `${numbers.format(count)} ${rules.select(count) === 'one' ? forms.one : forms.other}`;
}
