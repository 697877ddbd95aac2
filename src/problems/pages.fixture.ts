import { CODES, type Kind } from './codes.js';

const NOTE = '<!-- Made by `npm run reference` from src/problems/codes.ts; a test compares it. -->';

const kinds: readonly (readonly [code: string, kind: Kind])[] = Object.entries(CODES);

/** The page of each code, by its file's name. */
export const pages: readonly (readonly [file: string, text: string])[] = kinds.map(
  ([code, { title, cause, cure, example }]) => [
    `${code}.md`,
    `${NOTE}

# ${code}: ${title}

\`\`\`text
${example} (${code})
\`\`\`

**Cause.** ${cause}

**Cure.** ${cure}

[All codes](README.md)
`,
  ],
);

/** The table of all codes. */
export const contents = `${NOTE}

# Codes of errors

The message of each error has the form \`<file>: <path in it>: <what is wrong>; <what to do>\`, and ends with a
code in brackets, such as \`(NXE012)\`. Errors of a run may be shorter. The page of a code says how one comes to
such an error, and what to do. Codes are stable: none ever gets another meaning.

What a program of yours prints, or that it exited with another code than 0, is its own error and has no code here.

| Code | What is wrong |
| --- | --- |
${kinds.map(([code, { title }]) => `| [${code}](${code}.md) | ${title} |`).join('\n')}
`;
