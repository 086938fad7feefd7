import type { LayerProgress } from '../image/inspect.ts';

/** A bar per layer on a terminal; nothing in a pipe. */
export type LayerBars = { update(progress: LayerProgress): void; clear(): void };

const width = 24;
/** Some terminals say that they are 0 wide: nobody has told them. */
const columnsOf = (stream: NodeJS.WriteStream): number => stream.columns || 80;
const redrawMs = 80;

type Row = { readonly total: number; readonly label: string; bytes: number; state: LayerProgress['state']; readonly since: number };

export const layerBars = (stream: NodeJS.WriteStream, isQuiet: boolean): LayerBars => {
  if (!stream.isTTY || isQuiet) return { update: () => undefined, clear: () => undefined };
  const rows = new Map<number, Row>();
  let drawn = 0;
  let drawnAt = 0;
  const erase = (): void => {
    if (drawn > 0) stream.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  const draw = (): void => {
    erase();
    const lines = [...rows].sort(([a], [b]) => a - b).map(([, row]) => lineOf(row));
    stream.write(lines.map((line) => `${line.slice(0, columnsOf(stream))}\n`).join(''));
    drawn = lines.length;
    drawnAt = Date.now();
  };
  return {
    update: ({ layer, index, bytes, state }) => {
      const row = rows.get(index) ?? { total: layer.size, label: layer.digest.slice(7, 19), bytes: 0, state, since: Date.now() };
      rows.set(index, { ...row, bytes, state });
      if (state !== 'reading' || Date.now() - drawnAt > redrawMs) draw();
    },
    clear: () => {
      erase();
      rows.clear();
    },
  };
};

/** What an update of the advisories is at: a bar on a terminal, or lines for whoever started the process, one a step of a tenth or of many records. */
export type UpdateBar = { tell(label: string, done: number, total: number | null): void; clear(): void };

const recordsPerLine = 50_000;

export const updateBar = (stream: NodeJS.WriteStream, isLines: boolean): UpdateBar => {
  const bar = bytesBar(stream, '');
  let last = '';
  return {
    tell: (label, done, total) => {
      if (stream.isTTY && !isLines) return bar.update(done, total ?? 0, total === null ? `${done} ${label}` : label);
      if (!isLines) return;
      const step = total === null ? `${Math.floor(done / recordsPerLine) * recordsPerLine}` : `${Math.floor((done / total) * 10) * 10} %`;
      if (`${label} ${step}` === last) return;
      last = `${label} ${step}`;
      stream.write(`${last}\n`);
    },
    clear: bar.clear,
  };
};

/** One bar for one transfer. */
export type BytesBar = { update(bytes: number, total: number, label?: string): void; clear(): void };

export const bytesBar = (stream: NodeJS.WriteStream, label: string): BytesBar => {
  if (!stream.isTTY) return { update: () => undefined, clear: () => undefined };
  const since = Date.now();
  let drawnAt = 0;
  return {
    update: (bytes, total, named = label) => {
      if (Date.now() - drawnAt < redrawMs) return;
      drawnAt = Date.now();
      const text = total === 0 ? named : lineOf({ label: named, total, bytes, state: 'reading', since });
      stream.write(`\r\x1b[2K${text.slice(0, columnsOf(stream))}`);
    },
    clear: () => void (drawnAt > 0 && stream.write('\r\x1b[2K')),
  };
};

const lineOf = ({ label, total, bytes, state, since }: Row): string => {
  if (state === 'cached') return `${label}  known`;
  const share = state === 'done' || total === 0 ? 1 : Math.min(1, bytes / total);
  const filled = Math.round(share * width);
  const rate = bytes / Math.max(0.001, (Date.now() - since) / 1000);
  return `${label}  ${'█'.repeat(filled)}${'░'.repeat(width - filled)}  ${size(bytes)} of ${size(total)}${state === 'reading' ? `  ${size(rate)}/s` : ''}`;
};

const size = (bytes: number): string => (bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);
