import "server-only";
import { csvLine, csvMark } from "./csv.ts";

type Rows = AsyncIterator<readonly (readonly string[])[], unknown>;

/**
 * A CSV file that is written while it is read: the next rows are asked for when the browser has taken those before, and no
 * more when it has gone away. What fails before the first rows is thrown here, so that it can be answered; later on the
 * download breaks off. `name` is the file's, without ending: no patient's name goes into it.
 */
export const csvDownload = async (
  name: string,
  heading: readonly string[],
  rows: Rows,
): Promise<Response> => {
  const encoder = new TextEncoder();
  const encode = (lines: readonly (readonly string[])[]) => encoder.encode(lines.map(csvLine).join(""));
  let pending = await rows.next();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (isFirst) {
          isFirst = false;
          return controller.enqueue(encoder.encode(csvMark + csvLine(heading)));
        }
        if (pending.done) return controller.close();
        controller.enqueue(encode(pending.value));
        pending = await rows.next();
      },
      cancel: async () => {
        await rows.return?.();
      },
    },
    // What lies ready is at most one batch.
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.csv"`,
      "cache-control": "no-store",
    },
  });
};
