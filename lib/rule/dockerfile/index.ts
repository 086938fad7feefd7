import type { Rule } from '../rule.ts';
import { baseDigest, baseLatest, baseTag } from './base/tag.ts';
import { rpmSignature, wgetCurl, wgetProgress } from './download/fetch.ts';
import { tlsRules } from './download/tls.ts';
import { cleanRules } from './package/clean.ts';
import { confirmRules } from './package/confirm.ts';
import { wantedRules } from './package/option.ts';
import { pinRules } from './package/pin.ts';
import { refusedRules } from './package/refused.ts';
import { updateAlone } from './package/update.ts';
import { userNumeric, userRoot } from './runtime/user.ts';
import { commandRules } from './shell/command.ts';

/** A row a rule, or a family of rules that share one table. */
export const dockerfileRules: readonly Rule[] = [
  baseTag,
  baseLatest,
  baseDigest,
  userRoot,
  userNumeric,
  ...pinRules,
  ...confirmRules,
  ...wantedRules,
  ...cleanRules,
  ...refusedRules,
  updateAlone,
  ...tlsRules,
  rpmSignature,
  wgetProgress,
  wgetCurl,
  ...commandRules,
];
