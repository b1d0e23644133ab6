export const fieldProblems = [
  "required",
  "too-short",
  "too-long",
  "too-small",
  "too-big",
  "not-an-email",
  "not-a-date",
  "not-a-time",
  "not-a-time-zone",
  "not-an-id",
  "invalid",
  "taken",
  "unknown-field",
  "unknown-operator",
  "too-deep",
  "too-many",
  "unclosed-quote",
  "too-many-rows",
] as const;
export type FieldProblem = (typeof fieldProblems)[number];

/** By dotted path of the input. */
export type WrongFields = Readonly<Record<string, FieldProblem>>;
type InField = { readonly fields: WrongFields };

/** One line of the table: the HTTP status of a code, and as a type the facts that always go with it. */
const code = <Facts extends object = Record<never, never>>(
  status: number,
): { status: number; facts?: Facts } => ({
  status,
});

/**
 * Every foreseen failure. Facts are for the person: instants as ISO 8601 strings, ids and counts, nothing internal. Words for
 * people are in messages.ts.
 */
const failures = {
  SIGN_IN_REQUIRED: code(401),
  WRONG_CREDENTIALS: code(401),
  TOO_MANY_ATTEMPTS: code(429),
  NOT_FOUND: code(404),
  NOT_ALLOWED: code(403),
  /** `line` is the line of an uploaded or pasted list. */
  BAD_INPUT: code<InField & { readonly line?: number }>(422),
  CONFLICT: code(409),
  IN_USE: code(409),
  LAST_ADMIN: code(409),
  QUERY_TOO_BROAD: code(403),
  /** `free`: start times nearby that suit everyone. */
  SLOT_TAKEN: code<InField & { readonly free: readonly string[] }>(409),
  TIME_GAP: code<InField>(403),
  /** The two instants that the local time can mean. */
  TIME_AMBIGUOUS: code<InField & { readonly earlier: string; readonly later: string }>(403),
  TIME_PAST: code<InField>(403),
  WRONG_TEAM: code(403),
  BLOCKED: code(403),
  TOO_EARLY: code<{ readonly opensAt: string }>(403),
  WAITING: code<{ readonly mayStart: boolean }>(403),
  ENDED: code(403),
  CANCELLED: code(403),
  FULL: code(403),
  LINK_EXPIRED: code(403),
  OTHER_DEVICE: code(403),
  /** What became of the ring; undefined if there was none. */
  NOT_RINGING: code<{ readonly state: string | undefined }>(409),
  /** Whether this installation has a video service at all. */
  VIDEO_UNAVAILABLE: code<{ readonly configured: boolean }>(503),
  UNAVAILABLE: code(503),
  INTERNAL: code(500),
};

export type ErrorCode = keyof typeof failures;
export const errorCodes = Object.keys(failures) as ErrorCode[];
export const statusOf = (of: ErrorCode): number => failures[of].status;

type Given<C extends ErrorCode> = NonNullable<(typeof failures)[C]["facts"]>;
type Factless = { [C in ErrorCode]: keyof Given<C> extends never ? C : never }[ErrorCode];
type Cause = { readonly cause?: unknown };
type Arguments<C extends ErrorCode> = [C] extends [Factless] ? [options?: Cause] : [facts: Given<C> & Cause];

/** The facts of a code, without the wrong fields, which stand apart. */
export type ErrorFacts<C extends ErrorCode = ErrorCode> = { [K in C]: Omit<Given<K>, "fields"> }[C];

/** The one kind of foreseen failure. Thrown inside, translated once in boundary.ts. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly facts: ErrorFacts<C>;
  readonly fields: WrongFields;

  constructor(code: C, ...[given]: Arguments<C>) {
    const { cause, fields = {}, ...facts } = (given ?? {}) as Partial<InField> & Cause;
    super(code, { cause });
    this.name = "AppError";
    this.code = code;
    this.facts = facts as ErrorFacts<C>;
    this.fields = fields;
  }
}

export const isAppError = <C extends ErrorCode = ErrorCode>(error: unknown, code?: C): error is AppError<C> =>
  error instanceof AppError && (code === undefined || error.code === code);
