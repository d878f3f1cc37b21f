/** Characters that a password must have. */
export const LEAST_PASSWORD = 12;
