import type { ErrorFacts, FieldProblem } from "#lib/errors.ts";
import { fieldProblems } from "#lib/errors.ts";

/** The server's refusal: a problem of the list, maybe in one of its lines, or a sentence about anything else. */
export type ListRefusal = {
  readonly message?: string | undefined;
  readonly problem?: FieldProblem | undefined;
  readonly line?: number | undefined;
};

type Answer = Partial<{
  path: string;
  message: string;
  fields: Record<string, string>;
  facts: ErrorFacts<"BAD_INPUT">;
}>;

function refusalOf({ message, fields, facts }: Answer): ListRefusal {
  const problem = fieldProblems.find((one) => one === (fields?.text ?? fields?.body));
  return problem ? { problem, line: facts?.line } : { message };
}

/** Sends the form to its own address. Returns the page of the change; `{}` means that the server can't be reached. */
export async function sendList(form: HTMLFormElement): Promise<{ path: string } | ListRefusal> {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { accept: "application/json" },
    });
    const answer = (await response.json()) as Answer;
    return response.ok && answer.path ? { path: answer.path } : refusalOf(answer);
  } catch {
    return {};
  }
}
