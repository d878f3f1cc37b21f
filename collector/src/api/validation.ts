import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/** Checks a part of a request. Bodies are taken as they are; elsewhere, where all is text, numbers are read and defaults filled in. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (given: unknown) => {
    const value = httpPart === 'body' ? given : Value.Convert(schema, Value.Default(schema, given));
    return validator.Check(value) ? { value } : { error: validator.Errors(value) };
  };
};
