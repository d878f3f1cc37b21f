import { preferLittleMemory } from '../host/memory.ts';

/** Must come before every other module: what runs while they load would be compiled, and the compilers stay in memory. */
if (process.argv[2] === 'run') preferLittleMemory();
