import type { Rule } from '../rule.ts';
import { commandProgram } from './command-program.ts';
import { coveringMount } from './covering-mount.ts';
import { execProgram } from './exec-program.ts';
import { platform } from './platform.ts';
import { exposedPort, privilegedPort } from './ports.ts';
import { readOnlyRoot } from './read-only-root.ts';
import { runAsNonRoot } from './run-as-non-root.ts';
import { unknownUser } from './unknown-user.ts';

/** A row a rule. */
export const acrossRules: readonly Rule[] = [
  runAsNonRoot,
  execProgram,
  readOnlyRoot,
  commandProgram,
  exposedPort,
  privilegedPort,
  platform,
  coveringMount,
  unknownUser,
];
