import * as z from 'zod';
import { scopes } from '../../model/actor.ts';
import { compileGlob, longestGlob } from '../../model/glob.ts';
import { isList, type Json, type JsonObject, memberOf } from '../../model/json.ts';
import { onUse } from '../../model/on-use.ts';

/** Only what an attacker cannot turn into a secret that both sides know: no `HS…`, no `none`. Source: RFC 8725 sections 2.1 and 3.1. */
export const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const;

/**
 * Whose tokens are taken, and what for. `audience` must be ours alone: a token made for another service must be worth nothing here.
 * `claims`: globs by claim (`*` stops at `/`, `**` does not); all must match, and there must be one, since an issuer such as GitHub's signs for everybody.
 * `keys`: where the issuer's keys are, when its discovery document does not tell.
 */
export const trustRule = onUse(() => {
  const glob = z.string().min(1).max(longestGlob);
  return z.strictObject({
    issuer: z.url({ protocol: /^https?$/ }).max(512),
    audience: z.string().min(1).max(512),
    claims: z
      .record(z.string().min(1).max(128), z.union([glob, z.array(glob).min(1).max(100)]))
      .refine((claims) => Object.keys(claims).length > 0, {
        message: 'name a claim, as sub: without one every token of the issuer would do',
      }),
    tenant: z.string().min(1).max(128),
    scopes: z.array(z.enum(scopes)).min(1),
    requestsPerMinute: z.int().positive().nullable().default(null),
    keys: z
      .url({ protocol: /^https?$/ })
      .max(2_048)
      .optional(),
  });
});
export type TrustRule = Readonly<z.output<ReturnType<typeof trustRule>>>;

/** Whether a verified token is one that the rule means. A claim that is not there, or is no text, matches nothing. */
export const meets = ({ claims }: Pick<TrustRule, 'claims'>, payload: JsonObject): boolean =>
  Object.entries(claims).every(([name, globs]) => {
    const texts = textsOf(memberOf(payload, name));
    return [globs].flat().some((one) => texts.some((text) => compileGlob(one).matches(text)));
  });

const textsOf = (value: Json | undefined): readonly string[] => {
  if (isList(value)) return value.filter((one) => typeof one === 'string');
  if (typeof value === 'boolean' || typeof value === 'number') return [String(value)];
  return typeof value === 'string' ? [value] : [];
};
