/** Tags that one machine may carry. */
export const MOST_TAGS = 50;

/** Tags to add to machines and to take away from them. */
export interface TagChange {
  readonly machineIds: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The tags that a machine has now, or why they stayed as they were. */
export type TagAnswer =
  | { readonly machineId: string; readonly tags: readonly string[] }
  | { readonly machineId: string; readonly refused: 'machine_not_found' | 'too_many_tags' };
