import Type from 'typebox';
import { MOST_TAGS } from '../../domain/tags.ts';

/** A word on a machine. */
export const Tag = Type.String({
  pattern: '^[a-z0-9][a-z0-9._:/-]{0,62}$',
  description: 'Small letters, digits and . _ : / - after the first; at most 63 characters.',
});

/** All tags of a machine. */
export const Tags = Type.Array(Tag, { maxItems: MOST_TAGS, uniqueItems: true });
