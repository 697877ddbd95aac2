/**
 * When a run is stopped, the signal reaches its processes one after the other: milliseconds within which all of them
 * have heard. Until then, what was ended by a signal may have been stopped with the run, which is no failure.
 */
export const HEARING = 500;
