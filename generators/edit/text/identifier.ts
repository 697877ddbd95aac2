/** JavaScript's own words, which nothing can be called. */
const WORDS = new Set(
  `arguments await break case catch class const continue debugger default delete do else enum eval
  export extends false finally for function if implements import in instanceof interface let new
  null package private protected public return static super switch this throw true try typeof
  undefined var void while with yield`.split(/\s+/),
);

/** Names that generated modules use for something else. */
const USED = new Set(['e', 'one', 'catalog', 'readFile', 'JSON', 'Experiment']);

/** Whether a text may be a property without quotes. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(text);
}

/** Whether a text is one of JavaScript's own words. */
export function isWord(text: string): boolean {
  return WORDS.has(text);
}

/** What a variable or function of that name is called: `my-task` becomes `myTask`. */
export function identifierOf(name: string): string {
  const camel = name.replace(/[-]+(.?)/g, (_, letter: string) => letter.toUpperCase());
  return WORDS.has(camel) || USED.has(camel) ? `${camel}Task` : camel;
}
