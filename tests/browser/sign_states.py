"""Every state of the signs, and each paper as it is printed: walks as in `states`."""

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.scene import Scene

SITE = "**/api/sites/101?*"
PAPERS = ("a4", "letter", "a6", "a6x4")


def the_signs(scene: Scene) -> Iterator[str]:
    """Show loading, error, no such site, and ready with what a link asks for in vain."""
    scene.hold(SITE)
    scene.go_to("/signs?id=101")
    scene.await_heading("Looking up the site…")
    yield "signs, loading"

    scene.fail(SITE, at="/signs?id=101")
    yield scene.see("The signs cannot be shown")

    scene.watch.announce("404 /api/sites/999999")
    for query in ("", "?id=999999"):
        scene.go_to(f"/signs{query}")
        scene.see("There are no signs for this site")
    yield "no signs"

    scene.go_to("/signs?id=101&evse=<script>&size=a0")
    yield scene.see("The link asks for a paper that is not offered. It shows A4.")


def the_papers(scene: Scene) -> Iterator[str]:
    """Show what the printer gets: as wide as the paper is, whatever the screen."""
    for paper in PAPERS:
        scene.go_to(f"/signs?id=101&size={paper}")
        expect(scene.page.get_by_role("article").first).to_be_visible()
        scene.page.emulate_media(media="print")
        yield f"printed on {paper}"
        scene.page.emulate_media(media="screen")
