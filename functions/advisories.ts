import { deployAdvisories } from './handle/advisories.ts';
import { openHome } from './home/open.ts';

const { deps, artifacts, settings } = openHome();

export const handler = deployAdvisories({
  deps,
  artifacts: artifacts(),
  reference: settings.advisories,
  folder: settings.advisoryFolder,
});
