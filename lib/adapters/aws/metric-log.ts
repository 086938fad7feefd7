import type { Json } from '../../model/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { metricTable } from './metric.table.ts';

const namespace = 'Plimsoll';

type Fields = { readonly [name: string]: Json | undefined };

/**
 * The same lines; those of which the table knows are measurements as well, since CloudWatch reads them out of the log: nothing is called, nothing waits.
 * Source: CloudWatch user guide, embedded metric format specification.
 */
export const metricLog = (log: Log, clock: Clock, stage: string): Log => {
  const measured = (message: string, fields: Fields = {}): Fields => ({ ...fields, ...measurementOf(message, fields, clock.now(), stage) });
  return {
    info: (message, fields) => log.info(message, measured(message, fields)),
    error: (message, fields) => log.error(message, measured(message, fields)),
  };
};

const measurementOf = (message: string, fields: Fields, now: number, stage: string): Fields => {
  const row = Object.hasOwn(metricTable, message) ? metricTable[message] : undefined;
  if (row === undefined) return {};
  const values = row.metrics.flatMap(({ name, unit, of }) => {
    const value = of === undefined ? 1 : fields[of];
    return typeof value === 'number' && Number.isFinite(value) ? [{ name, unit, value }] : [];
  });
  if (values.length === 0) return {};
  const by = row.by !== undefined && typeof fields[row.by] === 'string' ? [['stage'], ['stage', row.by]] : [['stage']];
  const directive = { Namespace: namespace, Dimensions: by, Metrics: values.map(({ name, unit }) => ({ Name: name, Unit: unit })) };
  return {
    _aws: { Timestamp: now, CloudWatchMetrics: [directive] },
    stage,
    ...Object.fromEntries(values.map(({ name, value }) => [name, value])),
  };
};
