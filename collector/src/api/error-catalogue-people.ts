import { type Explanation, known } from './error-explanation.ts';

/** What can be wrong with who asks: signing in, accounts, API clients and enrolment tokens. */
export const PEOPLE_EXPLAINED = {
  password_weak: {
    status: 400,
    title: 'The password is too easy to guess.',
    next: 'Choose at least 12 characters, e.g. four words that have nothing to do with one another.',
  },
  credential_missing: {
    status: 401,
    title: 'A credential is needed.',
    next: 'Sign in, or send the header `Authorization: Bearer <token>` with the token of an API client.',
  },
  credential_invalid: {
    status: 401,
    title: 'The credential is not valid.',
    next: 'Check the token; it may have been revoked. Make a new one: POST /api/api-clients.',
  },
  scope_missing: {
    status: 403,
    title: 'The credential does not allow this.',
    next: 'Use an API client that has the scope.',
  },
  login_failed: {
    status: 401,
    title: 'The name or the password is not right.',
    next: 'Try again. Who has forgotten the password asks an administrator, or runs `suivi-collector reset-password <user>` on the host of the collector.',
  },
  totp_required: {
    status: 401,
    title: 'A code is needed as well.',
    next: 'Send the code that the authenticator app shows, or a recovery code, as totp.',
  },
  totp_invalid: {
    status: 401,
    title: 'The code is not right, or was used before.',
    next: 'Wait for the next code of the app. If it stays so, look at the clocks of the phone and of the collector.',
  },
  password_wrong: {
    status: 403,
    title: 'The password is not right.',
    next: 'Give the password that you sign in with.',
  },
  csrf: {
    status: 403,
    title: 'The request does not come from the page that was signed in to.',
    next: 'Load the page again. Programs use an API client instead of a session.',
  },
  session_needed: {
    status: 403,
    title: 'Only a user who is signed in can do this.',
    next: 'Sign in: POST /api/login. API clients have no account of their own.',
  },
  setup_token_invalid: {
    status: 403,
    title: 'The setup link is not valid.',
    next: 'Take the newest one from the log of the collector, or make one with `suivi-collector setup-link`.',
  },
  token_unknown: known(403, 'token_unknown'),
  token_expired: known(403, 'token_expired'),
  token_used: known(403, 'token_used'),
  token_not_found: {
    status: 404,
    title: 'There is no such enrolment token, or it is revoked already.',
    next: 'GET /api/enrolment-tokens lists them.',
  },
  client_not_found: {
    status: 404,
    title: 'There is no such API client, or it is revoked already.',
    next: 'GET /api/api-clients lists them.',
  },
  user_not_found: {
    status: 404,
    title: 'There is no such user.',
    next: 'GET /api/users lists them.',
  },
  session_not_found: {
    status: 404,
    title: 'There is no such session.',
    next: 'GET /api/me/sessions lists yours; it may have ended.',
  },
  setup_done: {
    status: 409,
    title: 'The collector is set up already.',
    next: 'Sign in. Who cannot runs `suivi-collector reset-password <user>` on the host of the collector.',
  },
  username_taken: {
    status: 409,
    title: 'There is a user with this name already.',
    next: 'Choose another name; capitals do not count.',
  },
  last_admin: {
    status: 409,
    title: 'This is the last administrator.',
    next: 'Make another user an administrator first.',
  },
  totp_enabled: {
    status: 409,
    title: 'A second factor is set up already.',
    next: 'Disable it first: POST /api/me/totp/disable.',
  },
  totp_not_offered: {
    status: 409,
    title: 'There is no second factor to confirm.',
    next: 'Ask for a secret first: POST /api/me/totp.',
  },
  too_many_attempts: {
    status: 429,
    title: 'Too many attempts to sign in.',
    next: 'Wait for the seconds that the header Retry-After names.',
  },
} as const satisfies Record<string, Explanation>;
