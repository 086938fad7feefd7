import { answerRequests } from './handle/http.ts';
import { appOf } from './home/app.ts';
import { openHome } from './home/open.ts';

export const handler = answerRequests({ app: appOf(openHome()) });
