import { expand } from '../../../dockerfile/expand.ts';
import { globalArguments, globalLookup } from '../../../dockerfile/stages.ts';
import { dockerfileRule, problemAt } from '../define.ts';

export const argumentUndefined = dockerfileRule({
  id: 'df-arg-undefined-from',
  title: 'Every variable in FROM is declared before the first FROM',
  severity: 'medium',
  severityReason: 'An undeclared variable is empty in FROM whatever the caller passes, so the build fails or takes another image.',
  aliases: ['UndefinedArgInFrom'],
  remediation: 'Declare it with ARG above the first FROM.',
  reference: 'https://docs.docker.com/reference/build-checks/undefined-arg-in-from/',
  bad: 'FROM debian:12\nARG TAG=3.19\nFROM alpine:$TAG\n',
  good: `ARG TAG=3.19\nFROM --platform=$BUILDPLATFORM alpine:\${TAG}-\${TARGETARCH}\nFROM alpine:\${OTHER:-3.19}\n`,
  *check(file) {
    const lookup = globalLookup(globalArguments(file.instructions, file.escapeToken));
    for (const stage of file.stages) {
      const platform = stage.from.flags.find(({ name }) => name === 'platform');
      for (const name of platform ? expand(platform.value, lookup, file.escapeToken).undeclared : [])
        yield problemAt(file, platform ?? stage.image, `${name} is not declared before the first FROM`, {
          discriminator: `platform ${name}`,
        });
      for (const name of stage.undeclared)
        yield problemAt(file, stage.image, `${name} is not declared before the first FROM`, { discriminator: name });
    }
  },
});

// Source: distribution/reference grammar, shortened: what can never be a reference.
const invalid = /^$|^[:/@-]|[:/@-]$|[:@]{2}|[\s]|[A-Z][^:@]*\/|\/\//;

export const argumentDefault = dockerfileRule({
  id: 'df-arg-default',
  title: 'The defaults of ARG give a valid FROM',
  severity: 'low',
  severityReason:
    'Without its build argument the file does not build, which surprises whoever tries, and tools that read the file cannot know the base.',
  aliases: ['InvalidDefaultArgInFrom'],
  remediation: 'Give the ARG a default: `ARG TAG=12-slim`.',
  reference: 'https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/',
  bad: `ARG TAG\nFROM debian:\${TAG}\n`,
  good: `ARG TAG=12\nARG VARIANT\nFROM debian:\${TAG}\${VARIANT:+-$VARIANT}\nFROM debian:\${OTHER:-12}\n`,
  *check(file) {
    for (const { image, defaultBase, undeclared } of file.stages) {
      if (defaultBase === null || undeclared.length > 0 || !image.text.includes('$') || !invalid.test(defaultBase)) continue;
      yield problemAt(file, image, `with the defaults of its arguments FROM names "${defaultBase}", which is no image`);
    }
  },
});
