import "server-only";
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";
import { env } from "#lib/env.ts";

/** A position in a list: the sort values of one row, and whether the row itself still belongs to what comes. */
const position = z.object({
  key: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .max(8)
    .readonly(),
  inclusive: z.boolean(),
});
export type Position = z.output<typeof position>;
export type Direction = "next" | "prev";

let known: Buffer | undefined;
const key = () => {
  known ??= Buffer.from(hkdfSync("sha256", env().APP_SECRET, "", "bedside cursors", 32));
  return known;
};

const nonceBytes = 12;
const tagBytes = 16;

/** A cursor belongs to one list, one filter, one sort and one direction: with any other it cannot be read. */
const belonging = (query: string, direction: Direction) =>
  createHash("sha256").update(`${direction} ${query}`).digest();

/**
 * The position, sealed. A cursor stands in addresses, and its position may hold a person's name: so nobody reads it but we,
 * and nobody makes one.
 */
export const seal = (where: Position, query: string, direction: Direction): string => {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key(), nonce).setAAD(belonging(query, direction));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(where), "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url");
};

/** The position of a cursor that was made for this very query and direction; null for every other. */
export const unseal = (cursor: string, query: string, direction: Direction): Position | null => {
  try {
    const bytes = Buffer.from(cursor, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", key(), bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(belonging(query, direction));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const opened = decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8");
    return position.parse(JSON.parse(opened + decipher.final("utf8")));
  } catch {
    return null;
  }
};
