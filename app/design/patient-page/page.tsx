import type { Metadata } from "next";
import { refuseUnlessShown, themeOf } from "#app/design/shown.ts";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Facts } from "#components/ui/facts.tsx";
import { Mark } from "#components/ui/mark.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { TimeSpan } from "#components/ui/time.tsx";

export const metadata: Metadata = { title: "A patient page" };

export default async function PatientSamplePage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string>>;
}) {
  refuseUnlessShown();
  return (
    <Surface audience="patient" theme={themeOf(await searchParams)}>
      <OneThingPage
        brand={
          <>
            <Mark />
            Riverside Clinic
          </>
        }
        title="Your visit with Dr Amara Okafor"
        lead="Today, by video"
        actions={<Button full>Enter the waiting room</Button>}
        footer="In an emergency, call your local emergency number."
      >
        <Card>
          <Facts
            items={[
              {
                label: "When",
                value: (
                  <TimeSpan from="2026-11-24T13:30:00Z" to="2026-11-24T13:50:00Z" zone="Europe/Berlin" />
                ),
              },
              { label: "What you need", value: "A quiet place" },
            ]}
          />
        </Card>
        <p>You can join 10 minutes early. No app needed.</p>
      </OneThingPage>
    </Surface>
  );
}
