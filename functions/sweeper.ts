import { sweep } from './handle/sweeper.ts';
import { openHome } from './home/open.ts';

export const handler = sweep(openHome().deps);
