import { answerRequests } from './handle/http.ts';
import { appOf } from './home/app.ts';
import { openHome } from './home/open.ts';

const home = openHome();

export const handler = answerRequests({ deps: home.deps, app: appOf(home) });
