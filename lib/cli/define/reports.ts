import { Option } from 'commander';

/** `--report`, as often as there are reports to write. */
export const reports = (description: string): Option =>
  new Option('--report <format=file>', description).argParser((one: string, all: readonly string[]) => [...all, one]).default([], 'none');
