/** Whether `at` lies less than `ms` before `now`. A moment ahead of it was written by a clock that was put back since, and would be recent for hours. */
export const isRecent = (at: number, ms: number, now: number): boolean => at <= now && now - at < ms;
