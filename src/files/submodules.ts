/**
 * The folders of git submodules, by the text of `.gitmodules`; relative to the folder of that file. Of a
 * submodule git's diff names the folder alone, whatever changed in it.
 */
export function submodulesIn(gitmodules: string): readonly string[] {
  return [...gitmodules.matchAll(/^\s*path\s*=\s*"?(.+?)"?\s*$/gm)].map(([, path = '']) =>
    path.replace(/\/+$/, ''),
  );
}
