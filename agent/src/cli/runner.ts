/** `suivi-agent runner`: carries out the waiting jobs and ends. */
export async function runner(): Promise<void> {}
