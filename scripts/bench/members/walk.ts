import { type AskPage, type Page, pageSize } from "./ask.ts";

/** Where a page ended: its cursor and its last member. */
export type Position = { cursor: string; member: Page["members"][number] };

const sampleSize = 200;

/** Reads all pages once. Returns the ends of random pages, and the cursor of the last page. */
export async function walkAllPages(
  ask: AskPage,
  count: number,
): Promise<{ positions: Position[]; lastCursor: string }> {
  const limit = 2 * pageSize;
  const sampled = randomPages(Math.ceil(count / limit) - 1);
  const positions: Position[] = [];
  let next: string | null = null;
  let lastCursor = "";
  let seen = 0;
  for (let page = 0; page === 0 || next; page += 1) {
    lastCursor = next ?? lastCursor;
    const [{ members, next: cursor }] = await ask({ limit, next });
    const member = members.at(-1);
    if (sampled.has(page) && cursor && member) positions.push({ cursor, member });
    seen += members.length;
    next = cursor;
  }
  if (seen !== count) throw new Error(`The pages held ${seen} members of ${count}.`);
  return { positions, lastCursor };
}

function randomPages(pages: number): Set<number> {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(sampleSize, pages)) chosen.add(Math.floor(Math.random() * pages));
  return chosen;
}
