/** What the process that runs experiments is started with. */
export interface ServiceOptions {
  /** The workspace root, absolute. */
  readonly root: string;
  /** The call of Nx that it works for: a name that no other call has. */
  readonly run: string;
  /** Nx's own process, as `ownerOf` tells it: the service ends with it. */
  readonly nx: string;
  /** Where it listens: the path of a socket, absolute. */
  readonly socket: string;
}

/** The descriptor on which a service tells whoever starts it why it ends before it was reached. */
export const TOLD = 3;

/** What it tells there where another one is at work: nothing is wrong. */
export const ANOTHER = 'another one is at work';
