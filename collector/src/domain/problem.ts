/** An error that a person meets: a code, a sentence that says what happened, and what to do next. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly next: string;

  constructor(code: string, message: string, next: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.next = next;
  }
}
