/** What tsc may know of app/static/vendor/idiomorph.js; set-up puts this file beside it. */
export interface MorphOptions {
  morphStyle?: "outerHTML" | "innerHTML";
  /** Leave the focused element and all in it alone. */
  ignoreActive?: boolean;
  /** Leave the value of the focused field alone. */
  ignoreActiveValue?: boolean;
  restoreFocus?: boolean;
  /** One that returns false keeps its node, or its attribute, as it is. */
  callbacks?: {
    beforeNodeAdded?: (node: Node) => boolean;
    afterNodeAdded?: (node: Node) => void;
    beforeNodeMorphed?: (old: Node, fresh: Node) => boolean;
    afterNodeMorphed?: (old: Node, fresh: Node) => void;
    beforeNodeRemoved?: (node: Node) => boolean;
    afterNodeRemoved?: (node: Node) => void;
    beforeAttributeUpdated?: (
      name: string,
      element: Element,
      change: "update" | "remove",
    ) => boolean;
  };
}

export const Idiomorph: {
  morph(
    old: Element | Document,
    fresh: Element | Node | HTMLCollection | Node[] | string | null,
    options?: MorphOptions,
  ): Node[] | undefined;
};
