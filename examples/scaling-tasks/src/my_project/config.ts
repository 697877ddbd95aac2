/** Where everything that tasks write goes, relative to the workspace root. */
export const BLD = 'bld';

/** The project's sources, relative to the workspace root. */
export const SRC = 'src/my_project';
