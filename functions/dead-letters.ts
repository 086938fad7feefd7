import { buryDeadLetters } from './handle/dead-letters.ts';
import { openHome } from './home/open.ts';

export const handler = buryDeadLetters(openHome().deps);
