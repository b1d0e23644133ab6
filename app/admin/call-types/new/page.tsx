import type { Metadata } from "next";
import { TypeForm } from "#components/call-types/type-form.tsx";
import { callTypesPath } from "#components/call-types/type-words.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { read } from "#lib/boundary.ts";
import { getCallType } from "#lib/call-types/server.ts";

export const metadata: Metadata = { title: "New call type" };

type Props = { searchParams: Promise<{ from?: string | string[] }> };

/** A new call type, beginning as a copy of one that is there. */
export default async function NewCallTypePage({ searchParams }: Props) {
  const { from } = await searchParams;
  const model = await read((actor) =>
    getCallType(actor, { id: typeof from === "string" ? from : "default" }),
  );
  const { settings, grants } = model;
  return (
    <>
      <PageHeader
        title="New call type"
        description={`It begins as a copy of ${model.name}.`}
        back={{ href: callTypesPath, label: "Call types" }}
      />
      <TypeForm type={{ id: "", name: `Copy of ${model.name}`, settings, grants }} version={null} live={0} />
    </>
  );
}
