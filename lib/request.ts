import "server-only";
import { AppError } from "./errors.ts";

/** Far more than anything that a browser's own requests say. */
const mostJsonBytes = 16 * 1024;

/**
 * The body of a request from outside as text, read no further than `mostBytes`.
 * @throws AppError BAD_INPUT when it is longer
 */
export const textOf = async (request: Request, mostBytes: number): Promise<string> => {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new AppError("BAD_INPUT");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
};

/**
 * The same as JSON; null for what is none.
 * @throws AppError BAD_INPUT when it is longer than 16 KiB
 */
export const jsonOf = async (request: Request): Promise<unknown> => {
  const text = await textOf(request, mostJsonBytes);
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
