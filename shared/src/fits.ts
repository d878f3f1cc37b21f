import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/schema';

/** Whether a value from outside, such as a file or an answer over HTTP, has the shape of a schema. */
export const fits = <T extends TSchema>(schema: T, value: unknown): value is Static<T> =>
  Check(schema, value);
