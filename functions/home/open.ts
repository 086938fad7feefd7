import { type AwsHome, openAwsHome } from '../../lib/adapters/aws/home.ts';
import { metricLog } from '../../lib/adapters/aws/metric-log.ts';
import { systemClock } from '../../lib/adapters/embedded/clock.ts';
import { jsonLinesLog } from '../../lib/adapters/embedded/log.ts';
import { type Settings, settingsFromEnvironment } from './settings.ts';

export type FunctionHome = AwsHome & { readonly settings: Settings };

/** Once for each process of a function, while it starts: a wrong setting fails the deployment's first call and not the tenth. */
export const openHome = (): FunctionHome => {
  const settings = settingsFromEnvironment();
  const log = metricLog(
    jsonLinesLog(systemClock, (line) => process.stdout.write(line)),
    systemClock,
    settings.stage,
  );
  return { ...openAwsHome({ ...settings, log }), settings };
};
