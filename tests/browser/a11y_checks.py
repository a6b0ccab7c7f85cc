"""Accessibility checks: target sizes, visible focus, motion."""

from playwright.sync_api import Locator, Page

FINGER = 44
"""CSS pixels: WCAG 2.5.5."""
MOST_STEPS = 40

# A radio button is measured by its label, and a card is all link. A link within a sentence may be as small as its text
# (2.5.5, "inline").
_SMALL = """(finger) => {
    const can = document.querySelectorAll("a[href], button, input, select, summary");
    const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[aria-hidden=true]");
    const isInSentence = (one) =>
        getComputedStyle(one).display === "inline" && one.parentElement.textContent.trim() !== one.textContent.trim();
    return [...can].filter((one) => isSeen(one) && !isInSentence(one) && !one.matches(".skip-link")).flatMap((one) => {
        const { width, height } = (one.closest("label, .card") ?? one).getBoundingClientRect();
        const isSmall = width < finger || height < finger;
        return isSmall ? [`${width.toFixed(1)} x ${height.toFixed(1)} ${one.outerHTML.slice(0, 90)}`] : [];
    });
}"""
_FOCUS = """() => {
    const focused = document.activeElement;
    const face = focused.closest("label") ?? focused;
    const { left, top, width, height } = face.getBoundingClientRect();
    const [x, y] = [left + width / 2, Math.min(top + height / 2, top + innerHeight / 2)];
    const there = document.elementFromPoint(x, y);
    const isSeen = there !== null && (face.contains(there) || there.contains(face));
    return { isSeen, name: face.outerHTML.slice(0, 90) };
}"""
_MOVING = """() => {
    const moves = ({ transitionDuration }) => transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
    const lasts = (animation) => animation.effect.getTiming().duration > 1;
    return [...document.querySelectorAll("*")].filter((one) => moves(getComputedStyle(one))).map((one) => one.tagName)
        .concat(document.getAnimations().filter(lasts).map(({ animationName }) => animationName));
}"""


def small_targets(page: Page) -> list[str]:
    """Return the controls that are narrower or lower than 44 pixels."""
    found: list[str] = page.evaluate(_SMALL, FINGER)
    return found


def hidden_focuses(page: Page, key: str, until: Locator) -> list[str]:
    """Press a key until an element has the focus; return the elements whose focus was hidden on the way."""
    hidden = []
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        focus = page.evaluate(_FOCUS)
        if not focus["isSeen"]:
            hidden.append(focus["name"])
        if until.evaluate("(element) => element === document.activeElement"):
            return hidden
    raise AssertionError(f"{MOST_STEPS} times {key} did not lead to {until}")


def moving(page: Page) -> list[str]:
    """Return the elements with an animation or transition."""
    found: list[str] = page.evaluate(_MOVING)
    return found


def look(page: Page, selector: str) -> str:
    """Return the computed fill and border of the first such element."""
    found: str = page.locator(selector).first.evaluate(
        """(element) => {
            const { backgroundColor, backgroundImage, borderColor, borderStyle } = getComputedStyle(element);
            return [backgroundColor, backgroundImage, borderColor, borderStyle].join(" ");
        }"""
    )
    return found
