import type { Rule } from '../../rule.ts';
import { repositorySecret } from './repository-secret.ts';

/** A row a rule on sources: the repository, and a Dockerfile with what is built from it and runs. */
export const sourceRules: readonly Rule[] = [repositorySecret];
