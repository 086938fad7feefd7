import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env['EMULATOR_CLOCK'] ?? '';

/** Puts the queue's clock to now. */
export const resetClock = (): void => writeFileSync(file, '0');

/** Puts the queue's clock ahead by so many seconds more: what is hidden or delayed is due so much earlier. */
export const forward = (seconds = 20): void => writeFileSync(file, String(Number(readFileSync(file, 'ascii')) + seconds));
