/** Where the pages of studies are. */
export const PAGES = '**/overview/*.html';

/** The command that writes the pages, on this machine. */
export function overviewCommand(target: string, isOnCloud: boolean): string {
  return `nx run-many -t ${target}${isOnCloud ? ' --no-agents' : ''}`;
}
