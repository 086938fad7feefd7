import type { Report } from './report.ts';
import { toWire } from './wire.ts';

export const json: Report = {
  name: 'json',
  mediaTypes: ['application/json'],
  extension: 'json',
  render: (verdict, { verdictId }) => `${JSON.stringify({ ...(verdictId && { id: verdictId }), ...toWire(verdict) }, null, 2)}\n`,
};
