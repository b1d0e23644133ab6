import type { Metadata } from "next";
import Link from "next/link";
import { ChoiceLink } from "#components/ui/chip.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { ToastRegion } from "#components/ui/toast.tsx";
import { ActionSamples } from "./action-samples.tsx";
import { ColourSamples } from "./colour-samples.tsx";
import { FormSamples } from "./form-samples.tsx";
import { ListSamples } from "./list-samples.tsx";
import { MessageSamples } from "./message-samples.tsx";
import { OverlaySamples } from "./overlay-samples.tsx";
import { RingSamples } from "./ring-samples.tsx";
import { RoomSamples } from "./room-samples.tsx";
import { refuseUnlessShown, themeOf } from "./shown.ts";
import { TimeSamples } from "./time-samples.tsx";

export const metadata: Metadata = { title: "Design" };

type Look = { theme?: "light" | "dark"; audience?: "patient" };

const looks: (Look & { label: string })[] = [
  { label: "System" },
  { label: "Light", theme: "light" },
  { label: "Dark", theme: "dark" },
  { label: "Patient", audience: "patient" },
  { label: "Patient, light", audience: "patient", theme: "light" },
  { label: "Patient, dark", audience: "patient", theme: "dark" },
];

const addressOf = ({ theme, audience }: Look) => {
  const query = new URLSearchParams({ ...(theme && { theme }), ...(audience && { audience }) }).toString();
  return query ? `/design?${query}` : "/design";
};

/** Every component in every state. */
export default async function DesignPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string>>;
}) {
  refuseUnlessShown();
  const asked = await searchParams;
  const theme = themeOf(asked);
  const audience = asked.audience === "patient" ? "patient" : undefined;

  return (
    <Surface audience={audience} theme={theme}>
      <main className="mx-auto flex max-w-page flex-col gap-12 px-4 py-8 sm:px-8">
        <PageHeader
          title="Design"
          description="Every component in every state. Hover, press and tab through them."
        />
        <nav aria-label="Themes" className="flex flex-wrap gap-2">
          {looks.map(({ label, ...look }) => (
            <ChoiceLink
              key={label}
              href={addressOf(look)}
              current={look.theme === theme && look.audience === audience}
            >
              {label}
            </ChoiceLink>
          ))}
        </nav>
        <p>
          Whole pages:{" "}
          <Link className="link" href="/design/staff-frame">
            the staff frame
          </Link>
          ,{" "}
          <Link className="link" href="/design/patient-page">
            a patient page
          </Link>
        </p>
        <ColourSamples />
        <ActionSamples />
        <FormSamples />
        <MessageSamples />
        <ListSamples />
        <OverlaySamples />
        <TimeSamples />
        <RingSamples />
        <RoomSamples />
      </main>
      <ToastRegion />
    </Surface>
  );
}
