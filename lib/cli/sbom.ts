import { cycloneDx } from '../image/sbom/cyclonedx.ts';
import { spdx } from '../image/sbom/spdx.ts';
import type { SbomInput } from '../image/sbom/subject.ts';
import { AppError } from '../model/error.ts';
import type { ImageEvidence } from '../model/evidence.ts';
import type { JsonObject } from '../model/json.ts';
import { version } from './version.ts';

const makers: { readonly [format: string]: (input: SbomInput) => JsonObject } = { cyclonedx: cycloneDx, spdx };

export const isSbomFormat = (format: string): boolean => Object.hasOwn(makers, format);

/** The inventory of one platform as a bill of materials; several platforms are several documents and need a choice. */
export const sbomText = (format: string, evidence: readonly ImageEvidence[]): string => {
  const [one, ...others] = evidence;
  const make = makers[format];
  if (!one || !make) throw new AppError('invalid-request', `${format}: there is nothing to list`);
  if (others.length > 0) throw new AppError('invalid-request', 'a bill of materials is of one platform: choose it with --platform');
  const created = one.content.config.created ?? one.observedAt;
  return JSON.stringify(
    make({ image: one.subject, content: one.content, createdAt: created, tool: { name: 'plimsoll', version } }),
    null,
    2,
  );
};
