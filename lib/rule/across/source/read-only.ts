import type { Instruction, Stage } from '../../../dockerfile/file.ts';
import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import { scriptOf } from '../../../dockerfile/shell/script.ts';
import type { ContainerView } from '../../../manifest/object.ts';
import { booleanAt, listAt } from '../../../model/json.ts';
import { finalStage, lastInChain } from '../../dockerfile/runtime/chain.ts';
import { defineRule, problem } from '../../rule.ts';
import { isWithin, mountsOf, trimSlash } from '../effective.ts';
import { runningHere, type Source } from './pair.ts';

export const sourceReadOnly = defineRule({
  id: 'across-source-read-only',
  on: 'across',
  title: 'The root is read-only, and what the Dockerfile starts writes to it',
  severity: 'medium',
  severityReason: 'The program fails when it writes there, or on containerd its data goes to an unmanaged folder of the node.',
  aliases: [],
  remediation: 'Mount a volume at each path, an emptyDir when the data may be lost.',
  reference: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
  category: 'across',
  *check({ change }) {
    for (const { source, workload, container } of runningHere(change)) {
      if (booleanAt(container.securityContext, 'readOnlyRootFilesystem') !== true) continue;
      const mounts = mountsOf(container).filter(({ readOnly }) => !readOnly);
      for (const [path, how] of writtenPaths(source, startedBy(container), change.images.length > 0)) {
        if (mounts.some((mount) => isWithin(trimSlash(path), mount.path))) continue;
        yield problem(`${source.file.name} ${how}, and nothing writable is mounted there`, {
          object: workload.object,
          container: container.name,
          pointer: container.pointer,
          discriminator: path,
        });
      }
    }
  },
});

/** Volumes, the targets of redirections in what is started, and folders that a RUN makes for another user. An image tells of its volumes itself. */
const writtenPaths = ({ file }: Source, started: readonly string[], hasImage: boolean): ReadonlyMap<string, string> => {
  const stage = finalStage(file);
  const own = stage?.instructions.filter(({ onBuild }) => !onBuild) ?? [];
  const found = new Map<string, string>();
  for (const path of stage ? handedOver(file, stage) : []) found.set(path, `makes ${path} for somebody to write to`);
  for (const path of hasImage ? [] : own.flatMap(volumesOf)) found.set(path, `declares the volume ${path}`);
  for (const keyword of started) {
    const last = stage && lastInChain(file, stage, keyword);
    for (const { outputs } of last ? scriptOf(file, last).commands : []) {
      for (const path of outputs) if (/^\/(?!dev\/|proc\/)[^$]*$/.test(path)) found.set(path, `starts what writes to ${path}`);
    }
  }
  return found;
};

const volumesOf = ({ keyword, json, arguments: text }: Instruction): readonly string[] =>
  keyword === 'VOLUME' ? (json?.map(({ value }) => value) ?? text.split(/\s+/)).filter((word) => /^\/[^$]*$/.test(word)) : [];

const plainFolder = /^\/[\w.@/-]+$/;
const giving = /^(?:[ugoa]*\+[rwxX]*w[rwxX]*|0?[0-7]?[0-7][2367][0-7]|0?[0-7]?[0-7][0-7][2367])$/;

/** A folder that is made empty and given away is there to be written: `mkdir X && chown app X`. */
const handedOver = (file: Source['file'], stage: Stage): readonly string[] => {
  const made = new Set<string>();
  const given = new Set<string>();
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'RUN' || instruction.onBuild) continue;
    for (const command of scriptOf(file, instruction).commands) {
      const folders = operands(command).filter((path) => plainFolder.test(path));
      if (command.name === 'mkdir') for (const path of folders) made.add(trimSlash(path));
      else if (gives(command)) for (const path of folders) given.add(trimSlash(path));
    }
  }
  return [...made].filter((path) => given.has(path));
};

const operands = ({ words }: ShellCommand): readonly string[] =>
  words.slice(1).flatMap(({ value }) => (value.startsWith('-') ? [] : [value]));

const gives = (command: ShellCommand): boolean => {
  const [first = ''] = operands(command);
  if (command.name === 'chown') return !/^(?:root|0)(?::|$)/.test(first);
  return command.name === 'chmod' && giving.test(first);
};

/** Source: Kubernetes, define a command: `command` takes the place of both, `args` of CMD. */
const startedBy = ({ value }: ContainerView): readonly string[] => {
  if (listAt(value, 'command').length > 0) return [];
  return listAt(value, 'args').length > 0 ? ['ENTRYPOINT'] : ['ENTRYPOINT', 'CMD'];
};
