import { afterAll, beforeAll, test } from 'vitest';
import { type Guides, namesOfGuides, openGuides } from '../guides.js';

let guides: Guides;

beforeAll(async () => {
  guides = await openGuides();
});

afterAll(() => guides.close());

test.each(namesOfGuides('programs'))('%s does what it says', (name) => guides.follow(name));
