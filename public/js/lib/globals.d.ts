// Selectors give the element that they name; one without a tag name gives an HTMLElement.

import type { ParseSelector } from "typed-query-selector/parser.js";

declare global {
  type Selected<S extends string> = Element extends ParseSelector<S> ? HTMLElement : ParseSelector<S>;

  /** Responses that head/early-reads.js requested, by path. */
  var earlyReads: Map<string, Promise<Response>> | undefined;

  // Trusted Types, which few browsers have and TypeScript's DOM library lacks.
  interface Window {
    trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL: (url: string) => string },
      ): { createScriptURL: (url: string) => string };
    };
  }

  interface ParentNode {
    querySelector<S extends string>(selector: S): Selected<S> | null;
    querySelectorAll<S extends string>(selector: S): NodeListOf<Selected<S>>;
  }

  interface Element {
    closest<S extends string>(selector: S): Selected<S> | null;
  }
}
