/** Sleep that can be cut short for all who sleep. */
export type Sleep = { nap(ms: number): Promise<void>; wake(): void };

export const newSleep = (): Sleep => {
  const sleepers = new Set<() => void>();
  return {
    nap: (ms) =>
      new Promise((resolve) => {
        const rise = (): void => {
          clearTimeout(timer);
          sleepers.delete(rise);
          resolve();
        };
        const timer = setTimeout(rise, ms);
        sleepers.add(rise);
      }),
    wake: () => {
      for (const rise of [...sleepers]) rise();
    },
  };
};
