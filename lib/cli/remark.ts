/** `bad`: something does not work; `note`: it works, with less. */
export type Remark = { readonly state: 'ok' | 'note' | 'bad'; readonly what: string; readonly advice?: string };

export const showRemarks = (remarks: readonly Remark[]): string =>
  remarks.map(({ state, what, advice }) => `${state.padEnd(5)} ${what}${advice ? `\n      ${advice}` : ''}\n`).join('');
