import { health } from "#lib/health.ts";

export const dynamic = "force-dynamic";

/** 200 when every part answers, 503 naming those that do not. */
export const GET = async (): Promise<Response> => {
  const { status, ...parts } = await health();
  const init = { status: status === "ok" ? 200 : 503, headers: { "Cache-Control": "no-store" } };
  return Response.json({ status, ...parts }, init);
};
