import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as z from 'zod';

const found = z.array(
  z.object({
    Filename: z.string(),
    Message: z.string(),
    Rule: z.object({ Id: z.string() }),
    Location: z.object({ Path: z.array(z.union([z.string(), z.number()])).nullable() }),
  }),
);

/** What osls writes twice and CloudFormation does not mind: W3005, a dependency that a reference makes anyway. */
const ignored = 'W3005';

/** What `cfn-lint` says of each template, by name; one run for all, since its start takes seconds. */
export const cfnLint = (templates: { readonly [name: string]: string }): { readonly [name: string]: readonly string[] } => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-lint-'));
  const files = Object.entries(templates).map(([name, text]) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  });
  const parameters = ['--format', 'json', '--ignore-checks', ignored, '--regions', 'eu-central-1', '--', ...files];
  const { stdout, stderr } = spawnSync('.cache/aws-emulators/bin/cfn-lint', parameters, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  rmSync(folder, { recursive: true });
  if (!stdout.startsWith('[')) throw new Error(`cfn-lint: ${stderr}`);
  const told = found.parse(JSON.parse(stdout));
  return Object.fromEntries(
    Object.keys(templates).map((name) => [
      name,
      told.flatMap(({ Filename, Message, Rule, Location }) =>
        basename(Filename) === name ? [`${Rule.Id} ${Location.Path?.slice(0, 2).join('/')}: ${Message}`] : [],
      ),
    ]),
  );
};
