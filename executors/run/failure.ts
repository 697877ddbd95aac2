import { workspacePath } from '../../src/files/paths.js';
import type { Code } from '../../src/problems/codes.js';
import { coded } from '../../src/problems/problem.js';
import { NoRunnerError } from './pool/runners.js';
import { describeThrown } from './runner/thrown.js';

/** Something about an experiment's files that stops it; the message is for the user. */
export class FileError extends Error {
  override readonly name = 'FileError';

  constructor(code: Code, message: string) {
    super(coded(code, message));
  }
}

/**
 * Whatever was thrown while an experiment was prepared, run or looked at, as a text for its output.
 *
 * @param root the workspace root, absolute
 */
export function describeFailure(thrown: unknown, root: string): string {
  if (thrown instanceof FileError || thrown instanceof NoRunnerError) return thrown.message;
  const { code, syscall, path } = (thrown ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return describeThrown(thrown);
  const reason = `${REASONS[code] ?? 'the system refused it'} (${syscall}: ${code})`;
  const place = path === undefined ? 'a file of this experiment' : workspacePath(root, path) || '.';
  return coded('NXE051', `${place}: cannot be used: ${reason}; fix that and run it again`);
}

const REASONS: { readonly [code: string]: string } = {
  EACCES: 'it may not be read or written',
  EPERM: 'it may not be read or written',
  EROFS: 'its disk is mounted read-only',
  ELOOP: 'it is a symbolic link without an end',
  ENOSPC: 'its disk is full',
  EDQUOT: 'your share of its disk is used up',
  EIO: 'its disk failed',
  ESTALE: 'its network disk failed',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'it is a folder',
};
