import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import { assignmentsOf } from '../../../dockerfile/variables.ts';
import { dockerfileRule, instructionsOf, problemAt } from '../define.ts';
import { ignoreForm } from './instruction.ts';

const definedNames = (file: DockerfileFile, instruction: Instruction): string[] => {
  if (instruction.keyword === 'ARG') return assignmentsOf(file, instruction).map(({ name }) => name);
  const name = file.stages[instruction.stage]?.name ?? '';
  return name === '' ? [] : [name];
};

export const definitionDescription = dockerfileRule({
  id: 'df-definition-description',
  title: 'A comment above ARG or a stage describes it by name',
  severity: 'info',
  severityReason: 'Build tools show such comments as help for the argument or target; any other comment there is only not shown.',
  aliases: ['InvalidDefinitionDescription'],
  remediation: 'Begin the comment with the name, as in `# VERSION is what is packed`, or put an empty line below it.',
  reference: 'https://docs.docker.com/reference/build-checks/invalid-definition-description/',
  bad: '# what is packed\nARG VERSION=1\nFROM debian:12\n',
  good: '# VERSION is what is packed\nARG VERSION=1\n# a note\n\nFROM debian:12 AS build\n# another note\nRUN true\n',
  *check(file) {
    const lastLines = new Map(file.comments.filter(({ inside }) => !inside).map((comment) => [comment.line, comment]));
    for (const instruction of instructionsOf(file, 'ARG', 'FROM')) {
      const comment = lastLines.get(instruction.location.line - 1);
      if (!comment || instruction.onBuild || ignoreForm.test(comment.text)) continue;
      const names = definedNames(file, instruction);
      const first = comment.text.split(' ')[0] ?? '';
      if (names.length === 0 || names.includes(first)) continue;
      yield problemAt(file, comment, `the comment does not begin with ${names[0]}`, { discriminator: names[0] ?? '' });
    }
  },
});
