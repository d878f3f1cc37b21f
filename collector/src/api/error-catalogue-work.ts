import type { Explanation } from './error-explanation.ts';

/** What can be wrong with what machines are asked to do: plans, jobs, their runs and profiles. */
export const WORK_EXPLAINED = {
  expiry_invalid: {
    status: 400,
    title: 'The job would expire at a time that is not allowed.',
    next: 'Give an expiresAt in the future, or leave it out for 24 hours from now.',
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
  machine_not_selected: {
    status: 400,
    title: 'A plan was given for a machine that the request does not select.',
    next: 'Select it too, or leave its plan out.',
  },
  plan_not_found: {
    status: 404,
    title: 'There is no such plan.',
    next: 'GET /api/machines/:id/plans lists them; of each machine the newest 50 are kept.',
  },
  execution_not_found: {
    status: 404,
    title: 'There is no such execution.',
    next: 'GET /api/executions lists them.',
  },
  job_not_found: {
    status: 404,
    title: 'There is no such job.',
    next: 'A job is known by the jobId that its request was answered with; finished ones are removed in time.',
  },
  profile_not_found: {
    status: 404,
    title: 'There is no such profile.',
    next: 'List them with GET /api/post-install/profiles.',
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
