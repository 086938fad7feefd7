import type { Command } from 'commander';

const groups: { readonly [heading: string]: readonly string[] } = {
  'Judge here:': ['check', 'fs', 'image', 'fix', 'compare-base'],
  'Ask a server:': ['scan', 'gate', 'verdict', 'deployed', 'diff', 'replay', 'who-has', 'waiver', 'webhook', 'key'],
  'Policies and data:': ['policy', 'advisories'],
  'This machine:': ['serve', 'doctor', 'completion'],
};

/** Whoever reads the help for the first time sees what needs a server and what does not. */
export const addGroups = (program: Command): void => {
  for (const [heading, names] of Object.entries(groups))
    for (const command of program.commands) if (names.includes(command.name())) command.helpGroup(heading);
};
