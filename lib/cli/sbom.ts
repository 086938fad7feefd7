import { cycloneDx } from '../image/sbom/cyclonedx.ts';
import { type SourceSbomInput, sourceCycloneDx, sourceSpdx } from '../image/sbom/source.ts';
import { spdx } from '../image/sbom/spdx.ts';
import type { SbomInput } from '../image/sbom/subject.ts';
import { AppError } from '../model/error.ts';
import type { ImageEvidence, SourcePackage } from '../model/evidence.ts';
import type { JsonObject } from '../model/json.ts';
import { version } from './version.ts';

const sourceMakers: { readonly [format: string]: (input: SourceSbomInput) => JsonObject } = {
  cyclonedx: sourceCycloneDx,
  spdx: sourceSpdx,
};

/** What the lock files of a folder fix. Nothing in a folder says when it is from, so the document says when it was made. */
export const sourceSbomText = (format: string, name: string, packages: readonly SourcePackage[], now: number): string => {
  const make = sourceMakers[format];
  if (!make) throw new AppError('invalid-request', `${format}: no such bill of materials`);
  const createdAt = new Date(now).toISOString();
  return JSON.stringify(make({ name, packages, createdAt, tool: { name: 'plimsoll', version } }), null, 2);
};

const makers: { readonly [format: string]: (input: SbomInput) => JsonObject } = { cyclonedx: cycloneDx, spdx };

export const sbomFormats: readonly string[] = Object.keys(makers);

export const isSbomFormat = (format: string): boolean => sbomFormats.includes(format);

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
