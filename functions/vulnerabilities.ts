import { answerRequests } from './handle/http.ts';
import { followAdvisories } from './home/advisories.ts';
import { appOf } from './home/app.ts';
import { openHome } from './home/open.ts';

const home = openHome();
const { advisories, follow } = followAdvisories(home.deps, home.artifacts(), home.settings.advisoryFolder);

/** The routes that read the advisory database. They have a function of their own: no other request waits for its download. */
export const handler = answerRequests({
  deps: home.deps,
  app: appOf(home, advisories),
  prepare: (signal) => follow(null, signal),
});
