import "server-only";
import { headers } from "next/headers.js";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { z } from "zod";
import type { Actor } from "./access.ts";
import { isDatabaseAway } from "./db-errors.ts";
import { env } from "./env.ts";
import { AppError, type ErrorCode, type ErrorFacts, statusOf, type WrongFields } from "./errors.ts";
import { parse } from "./input.ts";
import { errorFacts, log } from "./log.ts";
import { errorKeys } from "./messages.ts";
import { requireActor } from "./session.ts";

/** A refused action: the facts go with the code. `typed` is what was typed, so that no form loses it. */
type Refused = {
  [C in ErrorCode]: {
    readonly ok: false;
    readonly code: C;
    readonly message: string;
    readonly facts: ErrorFacts<C>;
    readonly fields: WrongFields;
    readonly typed: Readonly<Record<string, string>>;
  };
}[ErrorCode];

/** What an action returns. */
export type Result<T> = { readonly ok: true; readonly value: T } | Refused;

/** Every error as an AppError; what nobody foresaw is logged without its message and becomes INTERNAL. */
const translate = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (isDatabaseAway(error)) return new AppError("UNAVAILABLE", { cause: error });
  log.error("unforeseen error", errorFacts(error));
  return new AppError("INTERNAL", { cause: error });
};

/** What Next throws to itself (redirect, notFound, "this page is dynamic") carries a digest: it is not ours to translate. */
const isNavigation = (error: unknown) =>
  typeof error === "object" && error !== null && "digest" in error && typeof error.digest === "string";

/**
 * For pages: runs a use case as the signed-in actor. What the actor may not see becomes the not-found page, a missing
 * sign-in the sign-in page, alike for what exists and what doesn't.
 */
export const read = async <T>(perform: (actor: Actor) => Promise<T>): Promise<T> => {
  try {
    return await perform(await requireActor());
  } catch (error) {
    if (isNavigation(error)) throw error;
    const known = translate(error);
    if (known.code === "LINK_EXPIRED") redirect("/link-expired");
    if (known.code === "SIGN_IN_REQUIRED") redirect(await signInPath());
    if (known.code === "NOT_FOUND" || known.code === "NOT_ALLOWED") notFound();
    // Next logs what a page throws, and the cause may quote data.
    throw new Error(known.code);
  }
};

const signInPath = async () => {
  const path = (await headers()).get("x-bedside-path") ?? "/";
  return path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
};

const typedIn = (input: unknown): Record<string, string> =>
  typeof input === "object" && input !== null
    ? Object.fromEntries(
        Object.entries(input).filter(
          (entry): entry is [string, string] =>
            typeof entry[1] === "string" && !/password|token/i.test(entry[0]),
        ),
      )
    : {};

/** What the reader of this request is told about a code. */
const messageOf = async (code: ErrorCode) => (await getTranslations("errors"))(errorKeys[code]);

const plain = (formData: FormData) =>
  Object.fromEntries(
    [...formData].filter(([key, value]) => typeof value === "string" && !key.startsWith("$ACTION")),
  );

/**
 * A proxy that passes X-Forwarded-Host through would fool Next's own check of the origin; PUBLIC_URL cannot be. Actions ask
 * it by themselves; routes that change something for our own pages ask it first.
 * @throws AppError NOT_ALLOWED
 */
export const refuseForeignOrigin = async () => {
  const origin = (await headers()).get("origin");
  if (origin && origin !== new URL(env().PUBLIC_URL).origin) throw new AppError("NOT_ALLOWED");
};

/**
 * A file that is written down as taken is for our own pages to ask for: no other site's link makes anybody take it.
 * @throws AppError NOT_ALLOWED
 */
export const refuseForeignSite = async () => {
  const site = (await headers()).get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") throw new AppError("NOT_ALLOWED");
};

/**
 * The browser door of a use case: the only thing that a "use server" file exports. Takes an object, or what
 * `useActionState` and `<form action>` hand over. Answers a Result and never throws what somebody could foresee.
 * `after` may name the path to go to when all went well.
 */
export const action =
  <S extends z.ZodType, T>(
    schema: S,
    perform: (actor: Actor, input: z.output<S>) => Promise<T>,
    after?: (value: T) => string,
  ) =>
  async (first: unknown, formData?: FormData): Promise<Result<T>> => {
    const form = formData instanceof FormData ? formData : first instanceof FormData ? first : undefined;
    const input: unknown = form ? plain(form) : first;
    let value: T;
    try {
      await refuseForeignOrigin();
      const actor = await requireActor();
      value = await perform(actor, parse(schema, input));
    } catch (error) {
      if (isNavigation(error)) throw error;
      const { code, facts, fields } = translate(error);
      return {
        ok: false,
        code,
        message: await messageOf(code),
        facts,
        fields,
        typed: typedIn(input),
      } as Refused;
    }
    if (after) redirect(after(value));
    return { ok: true, value };
  };

type Told = Pick<AppError, "fields" | "facts">;

const asJson = async (code: ErrorCode, status: number, { fields, facts }: Told) => {
  const isAny = (of: object) => Object.values(of).some((value) => value !== undefined);
  const body = {
    code,
    message: await messageOf(code),
    ...(isAny(fields) && { fields }),
    ...(isAny(facts) && { facts }),
  };
  return Response.json(body, { status });
};

/**
 * For route handlers: the handler's response, or what `answer` makes of the error's code and fitting status; else that
 * is JSON `{ code, message, fields?, facts? }`.
 */
export const route =
  <C>(
    handler: (request: Request, context: C) => Promise<Response>,
    answer: (code: ErrorCode, status: number, told: Told) => Response | Promise<Response> = asJson,
  ) =>
  async (request: Request, context: C): Promise<Response> => {
    try {
      return await handler(request, context);
    } catch (error) {
      const { code, ...told } = translate(error);
      return answer(code, statusOf(code), told);
    }
  };
