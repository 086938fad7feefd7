import type { Rule } from '../rule.ts';
import { hostRules } from './host.ts';
import { imageRules } from './image.ts';
import { mountRules } from './mount.ts';
import { portRules } from './port.ts';
import { privilegeRules } from './privilege.ts';
import { resourceRules } from './resource.ts';
import { secretRules } from './secret.ts';

/** A row a family of rules. */
export const composeRules: readonly Rule[] = [
  ...privilegeRules,
  ...hostRules,
  ...mountRules,
  ...imageRules,
  ...secretRules,
  ...resourceRules,
  ...portRules,
];
