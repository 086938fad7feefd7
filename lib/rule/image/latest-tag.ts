import { parseReference } from '../../image/reference.ts';
import { AppError } from '../../model/error.ts';
import { defineRule, problem } from '../rule.ts';

export const latestTag = defineRule({
  id: 'img-latest-tag',
  on: 'image',
  title: 'The image is asked for as latest',
  severity: 'low',
  severityReason: 'What the tag means changes without a change of yours, so a verdict for it soon says nothing.',
  aliases: ['DKL-DI-0006'],
  remediation: 'Name a version, best together with the digest.',
  reference: 'https://docs.docker.com/reference/cli/docker/image/tag/',
  category: 'image',
  *check({ evidence: { subject } }) {
    if (tagOf(subject.ref) === 'latest') yield problem(`${subject.ref} has the tag latest, or none, which means the same.`);
  },
});

/** Undefined for a file, a folder, and what is pinned by digest. */
const tagOf = (text: string): string | undefined => {
  try {
    const { tag, digest } = parseReference(text);
    return digest === undefined && /[/]/.test(text) ? tag : undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
};
