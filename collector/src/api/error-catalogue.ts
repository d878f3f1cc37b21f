import { PEOPLE_EXPLAINED } from './error-catalogue-people.ts';
import { SSH_EXPLAINED } from './error-catalogue-ssh.ts';
import { WORK_EXPLAINED } from './error-catalogue-work.ts';
import { type Explanation, known } from './error-explanation.ts';

const EXPLAINED = {
  ...PEOPLE_EXPLAINED,
  ...SSH_EXPLAINED,
  ...WORK_EXPLAINED,
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
  not_quarantined: {
    status: 409,
    title: 'The machine is not waiting to be adopted.',
    next: 'Only a machine in quarantine because its key is unknown can be adopted; see its `quarantine`.',
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
} as const satisfies Record<string, Explanation>;

/** The closed list of codes that the API answers with. */
export type ApiErrorCode = keyof typeof EXPLAINED;
export const API_ERROR_CODES = Object.keys(EXPLAINED) as ApiErrorCode[];

/** What a code says in general. */
export const explanationOf = (code: ApiErrorCode): Explanation => EXPLAINED[code];

/** Whether an error from elsewhere carries a code that the API knows. */
export const isApiErrorCode = (code: string): code is ApiErrorCode => Object.hasOwn(EXPLAINED, code);
