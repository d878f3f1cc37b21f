/** The lines of an output: all at once in a test, as they come from a running program. */
export type Lines = Iterable<string> | AsyncIterable<string>;
