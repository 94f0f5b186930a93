/** As a `ref`: the button that brought this part of the page is gone, so the keyboard goes on from its heading. */
export function takeFocus(heading: HTMLElement | null): void {
  heading?.focus({ preventScroll: true })
}
