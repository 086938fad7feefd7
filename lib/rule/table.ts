import { acrossRules } from './across/index.ts';
import { sourceRules } from './across/source/index.ts';
import { composeRules } from './compose/index.ts';
import { dockerfileRules } from './dockerfile/index.ts';
import { imageRules } from './image/index.ts';
import { kubernetesRules } from './kubernetes/index.ts';
import type { Rule } from './rule.ts';

/** Every built-in rule, by kind of evidence. Ids are unique; a test holds them so. */
export const rules: readonly Rule[] = [
  ...kubernetesRules,
  ...dockerfileRules,
  ...composeRules,
  ...imageRules,
  ...acrossRules,
  ...sourceRules,
];
