import { scriptsIn } from '../command/scripts.js';
import { shellCommands } from '../command/shell.js';
import { withOwnFolder } from './shell/own-folder.js';

/** A word that stands for a here-document, which may be the program. */
export const DOCUMENT = '\0';

const HERE_DOCUMENT = /^(.*?)<<-?[ \t]*(["']?)(\w+)\2([^\n]*)\n([\s\S]*?)^[ \t]*\3[ \t]*$/gm;

/** The simple commands of a command, also those in texts that it hands to a further shell. */
export function simpleCommands(command: string | readonly string[]): string[][] {
  if (typeof command === 'string') {
    const documents: string[][] = [];
    const text = withOwnFolder(command).replace(
      HERE_DOCUMENT,
      (_, before: string, _quote, _end, after: string, body: string) => {
        const words = shellCommands(before).at(-1) ?? [];
        documents.push([...words, `${DOCUMENT}${body}`]);
        return `${before} ${after}`;
      },
    );
    return [...shellCommands(text).flatMap(withInner), ...documents];
  }
  return withInner(command);
}

/** A simple command, and those in the texts among its words. */
function withInner(words: readonly string[]): string[][] {
  const scripts = scriptsIn(words);
  const inner = [...scripts.keys()].flatMap((at) => {
    const word = words[at];
    return word === undefined ? [] : simpleCommands(word);
  });
  // What follows a text is its `$0`.
  return [words.filter((_, at) => !scripts.has(at) && !scripts.has(at - 1)), ...inner];
}
