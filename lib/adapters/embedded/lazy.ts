/** Makes it when it is first asked for, and once: what a cold start does not need, such as the AWS SDK (60 ms), it need not pay. */
export const lazy = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
