import type { Metadata } from "next";
import { LinkButton } from "#components/ui/link-button.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <Surface audience="patient">
      <OneThingPage
        title="We could not find this page"
        lead="The address may be mistyped, or the page may not be for you."
        actions={
          <LinkButton href="/" full>
            Go to the start page
          </LinkButton>
        }
      >
        <p>If you have a visit, open the newest message from your clinic and use the link in it.</p>
      </OneThingPage>
    </Surface>
  );
}
