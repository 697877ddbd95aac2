/** The package's name, as executors and generators are named in a workspace, and a technology of its projects. */
export const PACKAGE = 'nx-experiments';
