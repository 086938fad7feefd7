import { describe, expect, it } from 'vitest';
import { metricLog } from '../../../lib/adapters/aws/metric-log.ts';
import { jsonLinesLog } from '../../../lib/adapters/embedded/log.ts';

const clock = { now: () => Date.UTC(2026, 10, 22, 10) };
const lineOf = (message: string, fields: object = {}) => {
  const lines: string[] = [];
  metricLog(
    jsonLinesLog(clock, (line) => lines.push(line)),
    clock,
    'prod',
  ).info(message, { ...fields });
  return JSON.parse(lines[0] ?? '');
};

describe('a line of the log', () => {
  it('is a measurement as well, in the form that CloudWatch reads', () => {
    const line = lineOf('scan ended', { scanId: 'scan_1', state: 'failed', ms: 1_500 });
    expect(line).toMatchObject({ message: 'scan ended', scanId: 'scan_1', stage: 'prod', state: 'failed', ScansEnded: 1, ScanMs: 1_500 });
    expect(line['_aws']).toEqual({
      Timestamp: clock.now(),
      CloudWatchMetrics: [
        {
          Namespace: 'Plimsoll',
          Dimensions: [['stage'], ['stage', 'state']],
          Metrics: [
            { Name: 'ScansEnded', Unit: 'Count' },
            { Name: 'ScanMs', Unit: 'Milliseconds' },
          ],
        },
      ],
    });
    // Each name that is spoken of is there, as the specification wants.
    for (const name of ['stage', 'state', 'ScansEnded', 'ScanMs']) expect(line).toHaveProperty(name);
  });

  it('measures only what it says', () => {
    expect(lineOf('scan ended', { state: 'failed' })['_aws'].CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'ScansEnded', Unit: 'Count' }]);
    expect(lineOf('registry reconciled', { listed: Number.NaN })).not.toHaveProperty('_aws');
    expect(lineOf('dead letter')['_aws'].CloudWatchMetrics[0].Dimensions).toEqual([['stage']]);
  });

  it.each(['api request', 'constructor', '__proto__', ''])('is a line and nothing else when it is called %j', (message) => {
    expect(lineOf(message, { ms: 1 })).not.toHaveProperty('_aws');
  });
});
