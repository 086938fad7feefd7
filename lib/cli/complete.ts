import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What may follow one command: `path` is `check` or `policy lint`, empty for the program itself. */
type Entry = { readonly path: string; readonly words: readonly string[] };

const entries = (command: Command, path: readonly string[] = []): readonly Entry[] => {
  const names = command.commands.map((each) => each.name());
  const options = command.options.flatMap(({ long }) => (long ? [long] : []));
  const words = [...names, ...options, '--help'].filter(isPlain);
  return [{ path: path.join(' '), words }, ...command.commands.flatMap((each) => entries(each, [...path, each.name()]))];
};

// What is written into a script stays a word there, whatever a command may once be called.
const isPlain = (word: string): boolean => /^[\w-]+$/.test(word);

/** The script that a shell reads. It knows the commands as they are now and calls nothing while completing. */
export const completionScript = (program: Command, shell: Shell): string => {
  const all = entries(program);
  switch (shell) {
    case 'bash':
      return `${bash(all)}complete -o default -F _plimsoll_words plimsoll\n`;
    case 'zsh':
      return `#compdef plimsoll\nautoload -U +X bashcompinit && bashcompinit\n${bash(all)}complete -o default -F _plimsoll_words plimsoll\n${first}`;
    case 'fish':
      return fish(all);
  }
};

/** From `fpath` the file itself is called as `_plimsoll` when it is needed first, and has to complete that time too. */
const first = `[[ \${funcstack[1]-} = _plimsoll ]] && _bash_complete -o default -F _plimsoll_words\n`;

const bash = (all: readonly Entry[]): string => {
  const cases = all.map(({ path, words }) => `    "${path}") words="${words.join(' ')}" ;;`);
  const names = all.flatMap(({ path }) => (path === '' ? [] : [`"${path}"`]));
  return `_plimsoll_words() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" next words="" at
  for ((at = 1; at < COMP_CWORD; at++)); do
    next="\${path:+$path }\${COMP_WORDS[at]}"
    case "$next" in ${names.join('|')}) path="$next" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
`;
};

const fish = (all: readonly Entry[]): string => {
  const lines = all.flatMap(({ path, words }) => {
    const isHere =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    return words.map((word) => `complete -c plimsoll -n '${isHere}' ${word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`}`);
  });
  return `${lines.join('\n')}\n`;
};
