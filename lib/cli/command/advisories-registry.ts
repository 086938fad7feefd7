import { publishAdvisories } from '../../adapters/advisories/registry/publish.ts';
import { advisoryFolder } from '../advisory-folder.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { localArtifacts } from '../local-images.ts';
import { bytesBar } from '../progress.ts';

export type RegistryOptions = { readonly into?: string };

/** `plimsoll advisories publish`: the database in use, put into a registry. Prints the reference by digest, which others pull. */
export const publish = async (reference: string, options: RegistryOptions): Promise<ExitCode> => {
  const bar = bytesBar(process.stderr, 'sending');
  try {
    const report = await publishAdvisories({
      artifacts: localArtifacts(reference),
      reference,
      folder: options.into ?? advisoryFolder(),
      onProgress: bar.update,
    });
    bar.clear();
    process.stdout.write(`${report.reference}\n`);
    return exitCodes.allow;
  } finally {
    bar.clear();
  }
};
