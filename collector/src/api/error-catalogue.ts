import { explain, type ProtocolErrorCode } from '@suivi/shared';
import { SSH_EXPLAINED } from './error-catalogue-ssh.ts';
import type { Explanation } from './error-explanation.ts';

/** An error that agents know as well: its words are the protocol's. */
const known = (status: number, code: ProtocolErrorCode): Explanation => {
  const { message, next } = explain(code);
  return { status, title: message, next };
};

const EXPLAINED = {
  ...SSH_EXPLAINED,
  bad_request: {
    status: 400,
    title: 'The request cannot be understood.',
    next: 'Compare it with the description of the route at /api/docs.',
  },
  validation_failed: {
    status: 400,
    title: 'The request has invalid fields.',
    next: 'Correct the fields that are listed; /api/docs describes them.',
  },
  cursor_invalid: {
    status: 400,
    title: 'This place in the list is not known.',
    next: 'Pass `after` exactly as `next` gave it, or leave it out to start at the beginning.',
  },
  span_invalid: {
    status: 400,
    title: 'The span of time is not valid.',
    next: 'Give a `from` that comes before `to`, both in ISO 8601 in UTC with milliseconds.',
  },
  thresholds_invalid: {
    status: 400,
    title: 'The thresholds make no sense together.',
    next: 'Name each tag once, and let a disk be almost full before it is full.',
  },
  thresholds_outdated: {
    status: 409,
    title: 'Somebody else has changed the thresholds meanwhile.',
    next: 'Look at what is set now, and make your change on that.',
  },
  expiry_invalid: {
    status: 400,
    title: 'The job would expire at a time that is not allowed.',
    next: 'Give an expiresAt in the future, or leave it out for 24 hours from now.',
  },
  password_weak: {
    status: 400,
    title: 'The password is too easy to guess.',
    next: 'Choose at least 12 characters, e.g. four words that have nothing to do with one another.',
  },
  plan_missing: {
    status: 400,
    title: 'The action runs a plan, and the request says none.',
    next: 'Ask for it with POST /api/machines/:id/plan and give its planHash (for several machines: plans), or give plan: "current" to run whatever the plan is then.',
  },
  plan_ambiguous: {
    status: 400,
    title: 'The request says two plans.',
    next: 'Give the hash of the plan that was approved, or plan: "current", and not both.',
  },
  removals_not_allowed: {
    status: 400,
    title: 'The action removes packages, and nobody has seen which.',
    next: 'Approve a plan by its planHash, or add allowRemovals: true to run the current one.',
  },
  too_many_machines: {
    status: 400,
    title: 'The request asks too many machines.',
    next: 'Ask in several requests, by tag or by machineIds.',
  },
  too_many_tags: {
    status: 409,
    title: 'The machine would have more than 50 tags.',
    next: 'Take tags away from it first.',
  },
  set_by_environment: {
    status: 409,
    title: 'A variable of the environment sets this.',
    next: 'Change it where the collector gets its variables from, e.g. /etc/suivi/collector.env, and restart it; or unset it there first.',
  },
  machine_not_selected: {
    status: 400,
    title: 'A plan was given for a machine that the request does not select.',
    next: 'Select it too, or leave its plan out.',
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
  not_found: {
    status: 404,
    title: 'There is nothing at this address.',
    next: 'See /api/docs for the routes.',
  },
  machine_not_found: {
    status: 404,
    title: 'There is no such machine.',
    next: 'GET /api/machines lists them; a deleted machine is not shown.',
  },
  machine_deleted: known(404, 'machine_deleted'),
  plan_not_found: {
    status: 404,
    title: 'There is no such plan.',
    next: 'GET /api/machines/:id/plans lists them; of each machine the newest 50 are kept.',
  },
  snapshot_not_found: {
    status: 404,
    title: 'The machine has sent no such snapshot yet.',
    next: 'Wait for the agent: its first analysis takes a few seconds after it connects.',
  },
  hardware_not_found: {
    status: 404,
    title: 'The machine has not reported its hardware yet.',
    next: 'Wait until its agent has connected; it reports within seconds.',
  },
  metrics_not_found: {
    status: 404,
    title: 'The machine has sent no metrics yet.',
    next: 'Wait for the agent: it sends metrics every minute unless set otherwise.',
  },
  execution_not_found: {
    status: 404,
    title: 'There is no such execution.',
    next: 'GET /api/executions lists them.',
  },
  artifact_not_found: {
    status: 404,
    title: 'There is no such artifact.',
    next: 'GET /api/artifacts lists them; long after its file was deleted an artifact is forgotten.',
  },
  report_not_found: {
    status: 404,
    title: 'There is no such report.',
    next: 'GET /api/reports lists them; a report is deleted after the days that SU_REPORT_DAYS says.',
  },
  message_not_found: {
    status: 404,
    title: 'There is no such important message.',
    next: 'GET /api/important-messages lists them; those of deleted machines are not shown.',
  },
  job_not_found: {
    status: 404,
    title: 'There is no such job.',
    next: 'A job is known by the jobId that its request was answered with; finished ones are removed in time.',
  },
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
  profile_not_found: {
    status: 404,
    title: 'There is no such profile.',
    next: 'List them with GET /api/post-install/profiles.',
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
  not_quarantined: {
    status: 409,
    title: 'The machine is not waiting to be adopted.',
    next: 'Only a machine in quarantine because its key is unknown can be adopted; see its `quarantine`.',
  },
  machine_quarantined: {
    status: 409,
    title: 'The machine is in quarantine and takes no jobs.',
    next: 'Adopt it first: POST /api/machines/:id/adopt.',
  },
  idempotency_conflict: {
    status: 409,
    title: 'This Idempotency-Key was used for another request.',
    next: 'Use a new key for each thing that is asked for.',
  },
  execution_not_failed: {
    status: 409,
    title: 'The execution has not failed, so there is no failure to take note of.',
    next: 'Only an execution whose status is error can be acknowledged; GET /api/executions/:id shows it.',
  },
  job_not_queued: {
    status: 409,
    title: 'The job can no longer be cancelled.',
    next: 'A job can be cancelled until it begins; GET /api/jobs/:id shows where it stands.',
  },
  too_many_jobs: {
    status: 409,
    title: 'Too many jobs are open for this machine.',
    next: 'Wait until some are done, or cancel queued ones: DELETE /api/jobs/:id.',
  },
  machine_not_connected: {
    status: 409,
    title: 'The machine is not connected.',
    next: 'Wait until its `connected` is true, or look at the agent on the machine; then ask again.',
  },
  too_many_questions: {
    status: 409,
    title: 'The machine is asked for too many plans at once.',
    next: 'Wait for the answers to the others, then ask again.',
  },
  profile_name_taken: {
    status: 409,
    title: 'Another profile has this name.',
    next: 'Choose another name, or make a new version of that profile.',
  },
  profile_outdated: {
    status: 409,
    title: 'Somebody has made another version of the profile meanwhile.',
    next: 'Look at the newest version, and make your change on that one.',
  },
  job_too_large: {
    status: 413,
    title: 'The job is larger than a machine takes.',
    next: 'Name fewer packages, in several requests.',
  },
  artifact_deleted: {
    status: 410,
    title: 'The file was deleted.',
    next: 'GET /api/reports has what was said about the run, where that is still kept. Pin what is to stay: PATCH /api/artifacts/:id.',
  },
  body_too_large: {
    status: 413,
    title: 'The request is too large.',
    next: 'Send a smaller one.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The body is of a type that is not understood.',
    next: 'Send JSON with the header `Content-Type: application/json`.',
  },
  range_not_satisfiable: {
    status: 416,
    title: 'The log has no such bytes yet.',
    next: 'Ask for a range inside the size that the header Content-Range names.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests.',
    next: 'Wait for the seconds that the header Retry-After names.',
  },
  too_many_attempts: {
    status: 429,
    title: 'Too many attempts to sign in.',
    next: 'Wait for the seconds that the header Retry-After names.',
  },
  internal_error: {
    status: 500,
    title: 'The collector failed to answer.',
    next: 'Look in the log of the collector for the request id, and report what it says.',
  },
  store_unavailable: known(503, 'store_unavailable'),
  reports_unavailable: {
    status: 503,
    title: 'The collector cannot store reports and logs of runs now; everything else is stored.',
    next: 'Look at the folder in SU_REPORTS_DIR: its disk may be full. Agents keep what is missing and send it again.',
  },
  machine_went_away: {
    status: 503,
    title: 'The machine went away before it answered.',
    next: 'Ask again when it is connected.',
  },
  machine_did_not_answer: {
    status: 504,
    title: 'The machine did not answer in time.',
    next: 'Ask again later. If it stays so, look at the load of the machine, and whether its agent is as new as the collector.',
  },
} as const satisfies Record<string, Explanation>;

/** The closed list of codes that the API answers with. */
export type ApiErrorCode = keyof typeof EXPLAINED;
export const API_ERROR_CODES = Object.keys(EXPLAINED) as ApiErrorCode[];

/** What a code says in general. */
export const explanationOf = (code: ApiErrorCode): Explanation => EXPLAINED[code];

/** Whether an error from elsewhere carries a code that the API knows. */
export const isApiErrorCode = (code: string): code is ApiErrorCode => Object.hasOwn(EXPLAINED, code);
