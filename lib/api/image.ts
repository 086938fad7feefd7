import type { ImageEntry } from '../incident/package-entry.ts';
import type { ImageEvidence } from '../model/evidence.ts';
import { platformText } from '../model/subject.ts';

export const wireSeen = ({ platform, ...image }: ImageEntry) => ({ ...image, platform: platformText(platform) });

/** Evidence as the inventory of `plimsoll image --inventory` has it. */
export const wireImage = ({ subject, inspector, observedAt, content }: ImageEvidence) => {
  const { os, base = null, config, layers, packages, files, secrets, incomplete } = content;
  const { ref, digest, repository, platform } = subject;
  return {
    ...wireSeen({ ref, digest, repository, platform, observedAt }),
    inspector,
    os,
    base,
    config,
    layers,
    packages,
    files,
    secrets,
    incomplete,
  };
};
