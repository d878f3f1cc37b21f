import { type ApiErrorCode, explanationOf } from './error-catalogue.ts';

/** One field of a request that was not accepted: where it stands and what is wrong with it. */
export interface FieldError {
  path: string;
  message: string;
}

/** An error that becomes a problem answer, with its code from the closed list. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly title: string;
  readonly next: string;
  readonly detail: string;
  readonly fields: readonly FieldError[] | undefined;
  /** Becomes the header Retry-After. */
  readonly retryAfterSeconds: number | undefined;

  /** `next` says what to do where that is known better than in general. */
  constructor(
    code: ApiErrorCode,
    detail?: string,
    more: {
      readonly fields?: readonly FieldError[];
      readonly next?: string;
      readonly retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    const { status, title, next } = explanationOf(code);
    super(detail ?? title);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.title = title;
    this.next = more.next ?? next;
    this.detail = detail ?? title;
    this.fields = more.fields;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}
