/** Puts a text on the clipboard, also on a page without TLS, where browsers hide the newer way. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'fixed top-0 left-0 opacity-0';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
