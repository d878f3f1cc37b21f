/** What an error says, whatever the case: its status of HTTP, and two sentences. */
export interface Explanation {
  readonly status: number;
  /** What happened, in general; `detail` says it for the case at hand. */
  readonly title: string;
  /** What a person does next. */
  readonly next: string;
}
