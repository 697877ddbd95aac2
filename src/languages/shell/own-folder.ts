/** Stands for the folder of the script itself. Unicode keeps this character free for such uses. */
export const HERE = /\uf8fd/g;
const SIGN = '\uf8fd';

const ZERO = String.raw`"?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?(?::-\$0)?\}|\{\(%\):-%[xN]\})"?`;
const DIRNAME = new RegExp(
  String.raw`\$\(\s*dirname\s+(?:--\s+)?(?:"?\$\(\s*(?:readlink|realpath)(?:\s+-\w+)*\s+${ZERO}\s*\)"?|${ZERO})\s*\)|\$\{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}`,
  'g',
);
const BY_CHANGE = new RegExp(
  String.raw`\$\(\s*cd\s+(?:-P\s+)?(?:--\s+)?"?${SIGN}(/[^"\s;&)]*)?"?[^()]*\bpwd(?:\s+-P)?\s*\)`,
  'g',
);
const ROOT =
  /\$(?:(?:PWD|NX_WORKSPACE_ROOT)\b|\{(?:PWD|NX_WORKSPACE_ROOT)\}|\(\s*pwd\s*\)|\(\s*git rev-parse --show-toplevel\s*\))|`pwd`/g;

/** A shell's text with the usual ways to write the folder of the script, and the working directory, made plain. */
export function withOwnFolder(text: string): string {
  return text
    .replace(DIRNAME, SIGN)
    .replace(BY_CHANGE, (_, below: string | undefined) => `${SIGN}${below ?? ''}`)
    .replace(ROOT, '.');
}
