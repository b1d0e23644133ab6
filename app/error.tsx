"use client";

import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { OneThingPage } from "#components/ui/one-thing-page.tsx";
import { Surface } from "#components/ui/surface.tsx";

export default function ErrorPage({ retry }: { error: unknown; retry: () => void }) {
  return (
    <Surface audience="patient">
      <OneThingPage
        title="Something went wrong on our side"
        lead="Nothing you did caused this, and nothing you had saved is lost."
        actions={
          <>
            <Button full onPress={retry}>
              Try again
            </Button>
            <LinkButton href="/" variant="secondary" full>
              Go to the start page
            </LinkButton>
          </>
        }
      >
        <p>If it happens again, wait a minute, or call your clinic.</p>
      </OneThingPage>
    </Surface>
  );
}
