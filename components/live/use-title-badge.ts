import { useEffect } from "react";

/** Shows `words` in the browser tab's title while mounted, then restores the page's own title. */
export const useTitleBadge = (words: string) => {
  useEffect(() => {
    const badged = `(1) ${words}`;
    let own = document.title;
    const badge = () => {
      if (document.title === badged || document.title === "") return;
      own = document.title;
      document.title = badged;
    };
    badge();
    // A refreshed page sets its own title again.
    const watching = new MutationObserver(badge);
    watching.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => {
      watching.disconnect();
      if (document.title === badged) document.title = own;
    };
  }, [words]);
};
