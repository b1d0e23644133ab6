import "server-only";
import type { Actor } from "#lib/access";
import { builtInTypes, isSchedulable } from "./rules.ts";
import * as store from "./store.ts";

/** Sees to it that the built-in types exist. Run at every start; changes nothing that is there. */
export const ensureBuiltInTypes = async (): Promise<void> => {
  await store.addMissing(builtInTypes);
};

/** Kinds of visit that can be scheduled with one patient. */
export const schedulableTypes = async (_actor: Actor) =>
  (await store.listCallTypes()).filter(isSchedulable).map(({ id, name }) => ({ id, name }));
