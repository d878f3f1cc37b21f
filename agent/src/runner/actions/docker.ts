import { performInventory } from '../docker/perform-inventory.ts';
import { performPrune } from '../docker/perform-prune.ts';
import { performStack } from '../docker/perform-stack.ts';
import type { Action } from './action.ts';

/** Reads the container engine; changes nothing. */
export const dockerInventory: Action = { perform: performInventory };

/** Fetches the images of a stack and starts none of them. */
export const dockerStackPull: Action = { perform: performStack };

/** Fetches the images of a stack, starts what has a new one, and goes back where that is not healthy. */
export const dockerStackUpdate: Action = { perform: performStack };

/** Throws away images that nothing uses, and the build cache. */
export const dockerPrune: Action = { perform: performPrune };
