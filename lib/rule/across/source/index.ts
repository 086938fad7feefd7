import type { Rule } from '../../rule.ts';
import { builtBase, builtDiffers } from './built.ts';
import { repositorySecret } from './repository-secret.ts';
import { sourcePort, sourceReadOnly, sourceUser } from './running.ts';

/** A row a rule on sources: the repository, and a Dockerfile with what is built from it and runs. */
export const sourceRules: readonly Rule[] = [repositorySecret, builtDiffers, builtBase, sourceUser, sourcePort, sourceReadOnly];
