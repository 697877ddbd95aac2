/** The package's name, as executors and generators are named in a workspace, and a technology of its projects. */
export const PACKAGE = 'nx-experiments';

/** The executor of the target that shows a study. */
export const OVERVIEW_EXECUTOR = `${PACKAGE}:overview`;
