import "server-only";
import { AppError } from "./errors.ts";

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
