const SHELL = /^(?:r?ba|da|z|m?k|pdk|a|ya|fi|t?c)?sh[-\d.]*(?:\.exe)?$/;

/** Whether a word of a command is a shell, by its name or its path. */
export function isShell(word: string): boolean {
  return SHELL.test(nameOf(word));
}

const nameOf = (word: string) => word.replace(/^.*[/\\]/, '');

/** A program besides shells that hands a text to one, or takes it apart as one does. */
interface Other {
  readonly program: RegExp;
  /** What stands before the text, or with it in one word. */
  readonly option: RegExp;
  /** Its options that are followed by a value. */
  readonly hasValue: RegExp;
  /** Up to how many words after its options there may be that option. */
  readonly within: number;
}

const OTHERS: readonly Other[] = [
  {
    program: /^env$/,
    option: /^(?:-[A-Za-z]*S|--split-string(?:$|=))/,
    hasValue: /^(?:-[A-Za-z]*[uCS]|--(?:unset|chdir|split-string))$/,
    within: 0,
  },
  {
    program: /^flock$/,
    option: /^(?:-c|--command(?:$|=))/,
    hasValue: /^(?:-[A-Za-z]*[wE]|--(?:timeout|wait|conflict-exit-code))$/,
    within: 2,
  },
  {
    program: /^(?:su|runuser|script)$/,
    option: /^(?:-[A-Za-z]*c$|--command(?:$|=))/,
    hasValue: /^-[gGstTwEO]$/,
    within: 4,
  },
  { program: /^sbatch$/, option: /^--wrap(?:$|=)/, hasValue: /^$/, within: 99 },
];

/** Programs that join all that follows them into one text for a shell. */
const JOINS = /^(?:eval|watch|parallel|trap)$/;

/** Options of ssh that are followed by a value. */
const OF_SSH = /^-[A-Za-z]*[BbcDEeFIiJLlmOopQRSWw]$/;

/**
 * The words of a command that a shell reads as its text, as in `['env', 'bash', '-lc', '…']`: by
 * their place, with the program that hands them to it.
 */
export function scriptsIn(words: readonly string[]): ReadonlyMap<number, string> {
  const scripts = new Map<number, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const program = nameOf(word);
    if (isShell(word)) {
      const script = scriptOfShell(words, at);
      if (script === undefined) continue;
      scripts.set(script, word);
      // What follows the text is its `$0`, which by custom is a shell's name again.
      at = script + 1;
    } else if (JOINS.test(program)) {
      for (let i = at + 1; i < words.length; i++) scripts.set(i, word);
    } else if (program === 'ssh') {
      // The other end joins all words after the host.
      const host = afterOptions(words, at + 1, OF_SSH);
      for (let i = host + 1; i < words.length; i++) scripts.set(i, word);
    } else {
      const other = OTHERS.find((o) => o.program.test(program));
      if (other === undefined) continue;
      const end = afterOptions(words, at + 1, other.hasValue) + other.within;
      const option = words.findIndex((w, i) => i > at && i < end && other.option.test(w));
      // Alone, the option is followed by the text; otherwise it is in the same word.
      const isAlone = /^(?:-[A-Za-z]*[Sc]|--[a-z-]+)$/.test(words[option] ?? '');
      if (option >= 0) scripts.set(isAlone ? option + 1 : option, word);
    }
  }
  return scripts;
}

/** What many programs call the option whose value they run as code or hand to a shell, also with it in one word. */
const EVALUATES =
  /^(?:-[A-Za-z]*[ceES]|-[rR]|--(?:call|command|eval|exec|execute|expr|print|split-string|wrap|shell-command))(?:=|$)/;

/**
 * Whether a word may be run as code by whatever program takes it: it follows an option, or is in one
 * word with it, by which programs usually take a text to run. No list of programs is ever whole.
 */
export function mayBeCode(words: readonly string[], at: number): boolean {
  const before = words[at - 1] ?? '';
  const own = words[at]!;
  const alone = EVALUATES.test(before) && !before.includes('=');
  return (
    alone ||
    (/^(?:-[ceES]\S|--[a-z-]+=)/.test(own) &&
      EVALUATES.test(own.replace(/^(-[ceES])(?=[^=])/, '$1=')))
  );
}

/** The place of a shell's text: the first word after its options, if one of these has a `c`. */
function scriptOfShell(words: readonly string[], shell: number): number | undefined {
  const script = afterOptions(words, shell + 1, /^(?:[-+][A-Za-z]*[oO]|--(?:rcfile|init-file))$/);
  const options = words.slice(shell + 1, script);
  const long = options.findIndex((option) => /^--command=/.test(option));
  if (long >= 0) return shell + 1 + long;
  const takesText = options.some((o) => /^-[A-Za-z]*c/.test(o) || o === '--command');
  return takesText && script < words.length ? script : undefined;
}

/** The place of the first word that is no option and no option's value. */
function afterOptions(words: readonly string[], from: number, hasValue: RegExp): number {
  let at = from;
  while (at < words.length && /^[-+]/.test(words[at]!)) at += hasValue.test(words[at]!) ? 2 : 1;
  return at;
}
