"""Every state of the signs page, and each paper as printed: walks as in `states`."""

from collections.abc import Iterator

from playwright.sync_api import expect

from tests.browser.page_fixture import PageFixture

SITE = "**/api/sites/101?*"
PAPERS = ("a4", "letter", "a6", "a6x4")


def the_signs(page_fixture: PageFixture) -> Iterator[str]:
    """Show loading, error, no such site, and ready with a link's unknown parts."""
    page_fixture.hold(SITE)
    page_fixture.go_to("/signs?id=101")
    page_fixture.await_heading("Loading the site…")
    yield "signs, loading"

    page_fixture.fail(SITE, at="/signs?id=101")
    yield page_fixture.see("We couldn't load the signs")

    page_fixture.console.expect("404 /api/sites/999999")
    for query in ("", "?id=999999"):
        page_fixture.go_to(f"/signs{query}")
        page_fixture.see("No signs for this site")
    yield "No signs for this site"

    page_fixture.go_to("/signs?id=101&evse=<script>&size=a0")
    yield page_fixture.see("The paper size in this link isn't available, so we show Letter.")


def the_papers(page_fixture: PageFixture) -> Iterator[str]:
    """Show the print layout in the paper's width, whatever the screen."""
    for paper in PAPERS:
        page_fixture.go_to(f"/signs?id=101&size={paper}")
        expect(page_fixture.page.get_by_role("article").first).to_be_visible()
        page_fixture.page.emulate_media(media="print")
        yield f"printed on {paper}"
        page_fixture.page.emulate_media(media="screen")
