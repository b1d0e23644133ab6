import "server-only";
import type { Actor } from "./access.ts";
import { csvLine, csvMark } from "./csv.ts";
import { AppError } from "./errors.ts";
import { stillSignedIn } from "./session.ts";

/** What a file is: its name, its type, how it begins, and how a batch of it is written. */
type Shape<T> = {
  readonly file: string;
  readonly type: string;
  readonly opening: string;
  readonly write: (batch: T) => string;
};

/**
 * A file that is written while it is read: the next batch is asked for when the browser has taken the one before, and no
 * more when it has gone away, or when the actor's sign-in has ended meanwhile. What fails before the first batch is thrown
 * here, so that it can be answered; later on the download breaks off.
 */
const download = async <T>(
  actor: Actor,
  { file, type, opening, write }: Shape<T>,
  batches: AsyncIterator<T, unknown>,
): Promise<Response> => {
  const encoder = new TextEncoder();
  let pending = await batches.next();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        if (isFirst && opening) {
          isFirst = false;
          return controller.enqueue(encoder.encode(opening));
        }
        if (pending.done) return controller.close();
        controller.enqueue(encoder.encode(write(pending.value)));
        if (!(await stillSignedIn([actor])).has(actor.signInId)) throw new AppError("SIGN_IN_REQUIRED");
        pending = await batches.next();
      },
      cancel: async () => {
        await batches.return?.();
      },
    },
    // What lies ready is at most one batch.
    { highWaterMark: 1 },
  );
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${file}"`,
      "cache-control": "no-store",
    },
  });
};

/** Rows as a CSV file. `name` is the file's, without ending: no patient's name goes into it. */
export const csvDownload = (
  actor: Actor,
  name: string,
  heading: readonly string[],
  rows: AsyncIterator<readonly (readonly string[])[], unknown>,
): Promise<Response> =>
  download(
    actor,
    {
      file: `${name}.csv`,
      type: "text/csv; charset=utf-8",
      opening: csvMark + csvLine(heading),
      write: (lines) => lines.map(csvLine).join(""),
    },
    rows,
  );

/** Objects as a file with one JSON object a line (NDJSON). */
export const jsonLinesDownload = (
  actor: Actor,
  name: string,
  objects: AsyncIterator<readonly object[], unknown>,
): Promise<Response> =>
  download(
    actor,
    {
      file: `${name}.ndjson`,
      type: "application/x-ndjson; charset=utf-8",
      opening: "",
      write: (lines) => lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    },
    objects,
  );
