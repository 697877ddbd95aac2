import fc from 'fast-check';

/** What a shell might act on, and what would leave a file called `pwned` behind if it did. */
const PARTS = [
  ...["'", '"', '`', '$(', ')', '${', '}', '$HOME', '\\', '\n', ' ', ';', '&', '|', '<', '>'],
  ...['*', '?', '[a]', '~', '#', '!', '-', '--', '=', '%s', '\t', '\r', 'é', '日本', '🙂', 'x'],
  ...["'; exit 1; '", '$(exit 1)', '`exit 1`', '{x}', '{{x}}', '\\n', '<<EOF', '\nEOF\n'],
  ...['$(touch pwned)', '`touch pwned`', "'; touch pwned; '", '\ntouch pwned\n', '> pwned'],
];

/** Texts that can be an argument of a process: all but NUL and what is no well-formed Unicode. */
export const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.integer({ min: 1, max: 0xd7ff }).map((code) => String.fromCodePoint(code)),
  }),
  fc.array(fc.constantFrom(...PARTS)).map((parts) => parts.join('')),
);
