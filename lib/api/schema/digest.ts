import * as z from 'zod';
import { digestForm, isDigest } from '../../model/digest.ts';

/** A pattern, so that the OpenAPI document says what is taken; the guard only tells the compiler. */
export const digestText = z.string().regex(digestForm, { error: 'expected a digest, as sha256:…', abort: true }).refine(isDigest);
