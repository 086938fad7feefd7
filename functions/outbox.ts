import { sendAnnounced } from './handle/outbox.ts';
import { openHome } from './home/open.ts';

export const handler = sendAnnounced(openHome().deps);
