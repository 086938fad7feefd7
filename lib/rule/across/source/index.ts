import type { Rule } from '../../rule.ts';
import { builtDiffers } from './built.ts';
import { builtBase } from './built-base.ts';
import { builtSize } from './built-size.ts';
import { sourceReadOnly } from './read-only.ts';
import { repositorySecret } from './repository-secret.ts';
import { sourcePort, sourceUser } from './running.ts';

/** A row a rule on sources: the repository, and a Dockerfile with what is built from it and runs. */
export const sourceRules: readonly Rule[] = [repositorySecret, builtDiffers, builtBase, builtSize, sourceUser, sourcePort, sourceReadOnly];
