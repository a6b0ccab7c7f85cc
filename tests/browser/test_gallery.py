"""Every state of every page in every language, with screenshots of them and of every mail."""

import os
from collections.abc import Iterator

import pytest

from shared.mail.content import Recipient
from tests.browser.admin.admin_states import staff
from tests.browser.console_monitor import ConsoleMonitor
from tests.browser.context import LAPTOP, OpenPage
from tests.browser.gallery import Album, write_index
from tests.browser.page_fixture import PageFixture
from tests.browser.sign_states import the_papers
from tests.browser.stack import Stack
from tests.browser.staleness_states import while_offline
from tests.browser.states import WALKS, Walk
from tests.browser.translate import Translator
from tests.support.messages import every_mail
from tools.build_site.languages import Language, languages

EVERY_WALK: tuple[Walk, ...] = (*WALKS, the_papers, staff)

pytestmark = [
    pytest.mark.skipif(os.environ.get("GALLERY") != "1", reason="takes pictures: make gallery"),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module", autouse=True)
def _index() -> Iterator[None]:
    yield
    write_index()


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
def test_every_mail_fits_in_every_size_and_theme(open_page: OpenPage, language: Language) -> None:
    """Screenshots of its HTML part, in `test-results/gallery/`."""
    album = Album(language.code, f"{len(EVERY_WALK):02}-mails")
    page = open_page(locale=language.tag, is_mobile=False, has_touch=False)
    wrong = []

    for number, (name, mail) in enumerate(every_mail(Recipient("driver@example.org", language.tag))):
        part = mail.get_body(("html",))
        assert part is not None
        page.set_content(part.get_content())
        wrong.append(album.add(page, number, name))

    assert wrong
    assert [found for found in wrong if found] == []


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.code)
@pytest.mark.parametrize("walk", EVERY_WALK, ids=lambda walk: walk.__name__)
def test_every_state_is_reached_and_fits(
    open_page: OpenPage, stack: Stack, console: ConsoleMonitor, walk: Walk, language: Language
) -> None:
    """Screenshots small and large, light and dark, in `test-results/gallery/`; no overflow, no broken texts."""
    album = Album(language.code, f"{EVERY_WALK.index(walk):02}-{walk.__name__.replace('_', '-')}")
    options = LAPTOP if walk is staff else {"is_mobile": False, "has_touch": False}
    page = open_page(locale=language.tag, has_worker=walk is while_offline, **options)

    walked = walk(PageFixture(page, stack, console, Translator(language)))
    wrong = [album.add(page, number, state) for number, state in enumerate(walked)]

    assert wrong
    assert [found for found in wrong if found] == []
