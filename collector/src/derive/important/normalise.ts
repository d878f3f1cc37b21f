/** A key's id or fingerprint in hex: it has letters, or it could be any number. */
const HEX_ID = /^(?=\d*[A-F])[0-9A-F]{8,}$/;

/**
 * What stays the same of a message when the same thing is said again: paths and numbers are left out, ids of keys and
 * addresses of sources are not.
 */
export const normalised = (text: string): string =>
  text
    .replace(/(?<![\w:/.])\/[^\s'"`,;:()[\]]+/g, '<path>')
    .replace(/\b[0-9A-F]{8,}\b|\d+(?:[.,:]\d+)*/g, (found) => (HEX_ID.test(found) ? found : '#'))
    .replace(/\s+/g, ' ')
    .trim();
