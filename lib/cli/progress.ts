import type { LayerProgress } from '../image/inspect.ts';

/** A bar per layer on a terminal; nothing in a pipe. */
export type LayerBars = { update(progress: LayerProgress): void; clear(): void };

const width = 24;
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
    stream.write(lines.map((line) => `${line.slice(0, stream.columns)}\n`).join(''));
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

/** One bar for one transfer. */
export type BytesBar = { update(bytes: number, total: number): void; clear(): void };

export const bytesBar = (stream: NodeJS.WriteStream, label: string): BytesBar => {
  if (!stream.isTTY) return { update: () => undefined, clear: () => undefined };
  const since = Date.now();
  let drawnAt = 0;
  return {
    update: (bytes, total) => {
      if (Date.now() - drawnAt < redrawMs) return;
      drawnAt = Date.now();
      stream.write(`\r\x1b[2K${lineOf({ label, total, bytes, state: 'reading', since }).slice(0, stream.columns)}`);
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
