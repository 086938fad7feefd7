import type { Rule } from '../rule.ts';
import { argumentDefault, argumentUndefined } from './base/argument.ts';
import { platformConstant, platformMismatch, platformRedundant } from './base/platform.ts';
import { baseRegistry } from './base/registry.ts';
import { baseDigest, baseLatest, baseTag } from './base/tag.ts';
import { addArchive, addCopy, addRemote } from './copy/add.ts';
import { contextSecret, contextSize, copyContext, copyOrder } from './copy/context.ts';
import { copyIgnored, copyRelative, copyTrailingSlash } from './copy/destination.ts';
import { rpmSignature, wgetCurl, wgetProgress } from './download/fetch.ts';
import { tlsRules } from './download/tls.ts';
import { chmodWorldWritable, downloadVerify, pipeToShell } from './download/verify.ts';
import { cleanRules } from './package/clean.ts';
import { confirmRules } from './package/confirm.ts';
import { wantedRules } from './package/option.ts';
import { pinRules } from './package/pin.ts';
import { refusedRules } from './package/refused.ts';
import { updateAlone } from './package/update.ts';
import { execForm } from './runtime/exec-form.ts';
import { exposeCasing, exposeRange, exposeSsh } from './runtime/expose.ts';
import { healthcheckTool } from './runtime/healthcheck-tool.ts';
import { healthcheckMissing, onceRules } from './runtime/once.ts';
import { userNumeric, userRoot } from './runtime/user.ts';
import { workdirAbsolute, workdirSystem } from './runtime/workdir.ts';
import { secretLeak } from './secret/leak.ts';
import { commandRules } from './shell/command.ts';
import { consecutiveRun, pipefail, shellSyntax } from './shell/script.ts';
import { copyFromSelf, copyFromUnknown, copyWholeFilesystem } from './stage/copy-from.ts';
import { baseSmaller, buildToolsShipped, stageUnused } from './stage/graph.ts';
import { stageCasing, stageDuplicate, stageReserved } from './stage/name.ts';
import { definitionDescription } from './style/description.ts';
import { envLegacy, envSelfReference, undefinedVariable } from './style/environment.ts';
import { emptyContinuation, firstInstruction, inlineIgnore, maintainer, onBuildNested } from './style/instruction.ts';
import { labels } from './style/label.ts';

/** A row a rule, or a family of rules that share one table. */
export const dockerfileRules: readonly Rule[] = [
  baseTag,
  baseLatest,
  baseDigest,
  baseRegistry,
  platformConstant,
  platformRedundant,
  platformMismatch,
  argumentDefault,
  argumentUndefined,
  firstInstruction,
  stageDuplicate,
  stageReserved,
  stageCasing,
  copyFromSelf,
  copyFromUnknown,
  copyWholeFilesystem,
  userRoot,
  userNumeric,
  secretLeak,
  healthcheckMissing,
  healthcheckTool,
  ...onceRules,
  execForm,
  exposeSsh,
  exposeRange,
  exposeCasing,
  workdirAbsolute,
  workdirSystem,
  addCopy,
  addRemote,
  addArchive,
  copyTrailingSlash,
  copyRelative,
  copyIgnored,
  maintainer,
  onBuildNested,
  emptyContinuation,
  definitionDescription,
  inlineIgnore,
  envSelfReference,
  envLegacy,
  undefinedVariable,
  labels,
  pipefail,
  consecutiveRun,
  shellSyntax,
  ...commandRules,
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
  pipeToShell,
  downloadVerify,
  chmodWorldWritable,
  copyContext,
  copyOrder,
  contextSecret,
  contextSize,
  stageUnused,
  buildToolsShipped,
  baseSmaller,
];
