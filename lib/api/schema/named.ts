import type * as z from 'zod';

/** A schema that is a component of the OpenAPI document. */
export const named = <S extends z.ZodType>(id: string, schema: S): S => schema.meta({ id });
