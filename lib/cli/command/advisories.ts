import { type Origin, readOrigin } from '../../adapters/advisories/sources.ts';
import { AppError } from '../../model/error.ts';
import { advisoryFolder, openedAdvisories } from '../advisory-folder.ts';
import { originOfSources, type Updated, updateAdvisories } from '../advisory-update.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { updateBar } from '../progress.ts';

export type ImportOptions = {
  readonly into?: string;
  readonly kev?: string;
  readonly epss?: string;
  readonly vex?: readonly string[];
  readonly progress?: 'auto' | 'lines';
};

/** `plimsoll advisories import`: one build from all sources; the database before it stays in use until the new one is whole. */
export const importAdvisories = (sources: readonly string[], options: ImportOptions): Promise<ExitCode> =>
  run(options, originOfSources(sources, options));

/** `plimsoll advisories pull`: what was published, checked and put in use; a download that was cut off goes on where it was. */
export const pull = (reference: string, options: ImportOptions): Promise<ExitCode> => run(options, { kind: 'pull', reference });

/** `plimsoll advisories update`: what the last import or pull did, done again. */
export const update = async (options: ImportOptions): Promise<ExitCode> => {
  const folder = options.into ?? advisoryFolder();
  const origin = readOrigin(folder);
  if (origin !== undefined) return run(options, origin);
  throw new AppError('invalid-request', `nothing was imported into ${folder} yet: use advisories import or advisories pull once`);
};

const run = async ({ into, progress }: ImportOptions, origin: Origin): Promise<ExitCode> => {
  const bar = updateBar(process.stderr, progress === 'lines');
  try {
    const updated = await updateAdvisories(into ?? advisoryFolder(), origin, bar.tell);
    bar.clear();
    process.stdout.write(`${linesOf(updated).join('\n')}\n`);
    return exitCodes.allow;
  } finally {
    bar.clear();
  }
};

const linesOf = (updated: Updated): readonly string[] => {
  if (updated.kind === 'pulled') {
    const { kind, reference, file, builtAt } = updated.report;
    return [reference, `${file}  built ${builtAt}${kind === 'current' ? '  already in use' : ''}`];
  }
  const { report, vex } = updated;
  const refused = Object.entries(report.refused).map(([reason, count]) => `${count} ${reason}`);
  const ignored = Object.entries(vex.ignored).map(([reason, count]) => `${count} with ${reason}`);
  const said = [
    `${vex.statements.length} VEX statements of ${vex.documents} documents`,
    `${report.unknownIssues} about issues of no record`,
    ...ignored,
  ];
  return [
    `${report.file}  ${report.digest}`,
    `${report.records} records about ${report.affected} packages; left out: ${[`${report.withdrawn} withdrawn`, ...refused].join(', ')}`,
    ...(vex.documents > 0 ? [said.join('; ')] : []),
    ...(report.gitRanges > 0 ? [`${report.gitRanges} ranges of commits are not used: they say nothing about package versions`] : []),
  ];
};

/** `plimsoll advisories status`. Exits 3 when nothing is loaded: then nothing can be matched. */
export const advisoryStatus = async (options: { readonly into?: string }): Promise<ExitCode> => {
  const folder = options.into ?? advisoryFolder();
  const advisories = await openedAdvisories(folder);
  const database = advisories.database();
  const statements = advisories.everyStatement().length;
  advisories.close();
  if (database === null) {
    process.stdout.write(`no advisory database to be used in ${folder}; make one with: plimsoll advisories import <folder or zip>\n`);
    return exitCodes.undecided;
  }
  const days = Math.floor((Date.now() - Date.parse(database.builtAt)) / 86_400_000);
  process.stdout.write(`${database.digest}\nbuilt ${database.builtAt} (${days} days ago)\n${[...database.ecosystems].sort().join(', ')}\n`);
  if (statements > 0) process.stdout.write(`${statements} VEX statements\n`);
  return exitCodes.allow;
};
