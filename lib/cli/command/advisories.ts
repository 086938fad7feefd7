import { buildAdvisories } from '../../adapters/advisories/build.ts';
import { readEpss, readKev } from '../../adapters/advisories/overlay.ts';
import { readVexFiles } from '../../adapters/advisories/vex.ts';
import { advisoryFolder, openedAdvisories } from '../advisory-folder.ts';
import { type ExitCode, exitCodes } from '../exit.ts';

export type ImportOptions = { readonly into?: string; readonly kev?: string; readonly epss?: string; readonly vex?: readonly string[] };

/** `plimsoll advisories import`: one build from all sources; the database before it stays in use until the new one is whole. */
export const importAdvisories = async (sources: readonly string[], options: ImportOptions): Promise<ExitCode> => {
  const overlays = [
    ...(options.kev === undefined ? [] : readKev(options.kev)),
    ...(options.epss === undefined ? [] : readEpss(options.epss)),
  ];
  const vex = readVexFiles(options.vex ?? []);
  const isTerminal = process.stderr.isTTY === true;
  const report = await buildAdvisories({
    sources,
    folder: options.into ?? advisoryFolder(),
    builtAt: new Date().toISOString(),
    overlays,
    vex: vex.statements,
    ...(isTerminal && { onRecord: (count: number) => process.stderr.write(`\r\x1b[2K${count} records`) }),
  });
  if (isTerminal) process.stderr.write('\r\x1b[2K');
  const refused = Object.entries(report.refused).map(([reason, count]) => `${count} ${reason}`);
  process.stdout.write(`${report.file}  ${report.digest}\n`);
  process.stdout.write(
    `${report.records} records about ${report.affected} packages; left out: ${[`${report.withdrawn} withdrawn`, ...refused].join(', ')}\n`,
  );
  if (vex.documents > 0) {
    const left = Object.entries(vex.ignored).map(([reason, count]) => `${count} with ${reason}`);
    const text = [
      `${vex.statements.length} VEX statements of ${vex.documents} documents`,
      `${report.unknownIssues} about issues of no record`,
      ...left,
    ];
    process.stdout.write(`${text.join('; ')}\n`);
  }
  if (report.gitRanges > 0)
    process.stdout.write(`${report.gitRanges} ranges of commits are not used: they say nothing about package versions\n`);
  return exitCodes.allow;
};

/** `plimsoll advisories status`. Exits 3 when nothing is loaded: then nothing can be matched. */
export const advisoryStatus = async (options: { readonly into?: string }): Promise<ExitCode> => {
  const folder = options.into ?? advisoryFolder();
  const advisories = await openedAdvisories(folder);
  const database = advisories.database();
  advisories.close();
  if (database === null) {
    process.stdout.write(`no advisory database in ${folder}; make one with: plimsoll advisories import <folder or zip>\n`);
    return exitCodes.undecided;
  }
  const days = Math.floor((Date.now() - Date.parse(database.builtAt)) / 86_400_000);
  process.stdout.write(`${database.digest}\nbuilt ${database.builtAt} (${days} days ago)\n${[...database.ecosystems].sort().join(', ')}\n`);
  return exitCodes.allow;
};
