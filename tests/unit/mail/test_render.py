"""Mails, parsed back from their bytes as a mail client does."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from shared.ampeco_client import BookingStatus
from shared.domain.catalog.sites import build_port
from shared.domain.messages.message import Message, MessageKind
from shared.domain.timeutil.intervals import Window
from shared.mail.content import Operator, Recipient
from shared.mail.render import UndeliverableAddress, render, render_links
from tests.support.calendars import Entry, parsed
from tests.support.messages import (
    DETROIT,
    ENGLISH,
    EXTERNAL_ID,
    HOUR,
    NOW,
    OPERATOR,
    PHONE,
    REFERENCE,
    SITE,
    SPANISH,
    START,
    booking,
    evse,
    linked_bookings,
    location,
    message,
    switched,
    words,
)
from tests.support.project import PROJECT

GOLDEN = PROJECT / "tests/fixtures/mails"
CONTROLS = "".join(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x202E, 0x2066)))
HOSTILE = (
    f'"><script>alert(1)</script><img src=//x.example>&{CONTROLS}\r\nBcc: other@example.org\r\n\r\n{{{{ 7 * 7 }}}}%s'
)
WITH_CALENDAR = {MessageKind.CONFIRMED, MessageKind.CHANGED, MessageKind.CANCELED}
ALL = [*MessageKind, "links"]

each_kind = pytest.mark.parametrize("kind", MessageKind)
each_mail = pytest.mark.parametrize("kind", ALL)
each_recipient = pytest.mark.parametrize("recipient", [ENGLISH, SPANISH], ids=["en", "es"])


class Html(HTMLParser):
    """The visible text, the links, and the elements and attributes of an HTML part."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._unseen = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "background"}]
        self._unseen += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._unseen:
            self.text.append(data.strip())


def read(mail: EmailMessage) -> EmailMessage:
    """Parse a mail as a mail client does."""
    arrived = message_from_bytes(mail.as_bytes(), policy=default)
    assert isinstance(arrived, EmailMessage)
    assert [part.defects for part in arrived.walk() if part.defects] == []
    return arrived


def mail(
    told: Message | str,
    recipient: Recipient = ENGLISH,
    operator: Operator = OPERATOR,
    reference: str | None = REFERENCE,
) -> EmailMessage:
    if told == "links":
        return read(render_links(linked_bookings(), recipient, operator, now=NOW))
    about = told if isinstance(told, Message) else message(MessageKind(told))
    return read(render(about, recipient, operator, reference=reference, now=NOW))


def body(arrived: EmailMessage, subtype: str) -> str:
    part = arrived.get_body((subtype,))
    assert part is not None
    content: str = part.get_content()
    return content


def text_of(arrived: EmailMessage) -> str:
    return body(arrived, "plain").replace("\r\n", "\n")


def html_of(arrived: EmailMessage) -> Html:
    return Html(body(arrived, "html"))


def calendar_of(arrived: EmailMessage) -> str:
    (attachment,) = arrived.iter_attachments()
    content: str = attachment.get_content()
    return content


@each_recipient
@each_mail
def test_a_mail_equals_its_golden_file(kind: str, recipient: Recipient) -> None:
    """Subject and text."""
    arrived = mail(kind, recipient)

    expected = (GOLDEN / f"{kind}.{recipient.locale[:2]}.txt").read_text(encoding="utf-8")
    subject = str(arrived["subject"]).strip()  # a long one is folded behind its name
    assert expected == f"{subject}\n\n{text_of(arrived)}"


@each_recipient
@each_mail
def test_both_parts_have_the_same_content(kind: str, recipient: Recipient) -> None:
    """Each line and each link."""
    arrived = mail(kind, recipient)
    html = html_of(arrived)

    shown = " ".join(" ".join(html.text).split())
    lines = [line.strip() for line in text_of(arrived).splitlines() if line.strip() not in {"", "--"}]
    plain = [re.sub(r":? ?https://\S+$", "", line).removesuffix(":") for line in lines]
    assert [line for line in plain if " ".join(line.split()) not in shown] == []
    assert sorted(html.links) == sorted(re.findall(r"https://\S+", "\n".join(lines)))


@each_mail
def test_the_headers_name_one_sender_one_recipient_and_no_booking(kind: str) -> None:
    """`Auto-Submitted` prevents automatic replies; the message id reveals nothing about the booking."""
    arrived = mail(kind)

    assert (arrived["from"], arrived["to"]) == ("Future Energy <bookings@example.com>", "driver@example.org")
    assert arrived["date"].datetime == NOW
    assert arrived["auto-submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.com>", arrived["message-id"])
    assert {name.lower() for name in arrived} == {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "auto-submitted",
        "mime-version",
        "content-type",
    }


def test_a_message_id_is_the_same_each_time_it_is_rendered() -> None:
    """Another message has another id."""
    first, again = mail(MessageKind.REMINDER), mail(MessageKind.REMINDER)

    assert first["message-id"] == again["message-id"] != mail(MessageKind.CONFIRMED)["message-id"]


@each_kind
def test_the_parts_are_text_html_and_for_some_kinds_a_calendar_file(kind: MessageKind) -> None:
    """In the order and nesting that mail clients expect."""
    arrived = mail(kind)

    alternative = ["multipart/alternative", "text/plain", "text/html"]
    types = [part.get_content_type() for part in arrived.walk()]
    assert types == (["multipart/mixed", *alternative, "text/calendar"] if kind in WITH_CALENDAR else alternative)
    assert max(map(len, arrived.as_bytes().splitlines())) < 200
    assert arrived.as_bytes().isascii()


@pytest.mark.parametrize("kind", sorted(WITH_CALENDAR))
def test_the_calendar_file_is_an_attachment_with_its_method(kind: MessageKind) -> None:
    """RFC 6047: the method parameter of the part equals that of the file."""
    (attachment,) = mail(kind).iter_attachments()

    method = "CANCEL" if kind == MessageKind.CANCELED else "PUBLISH"
    assert (attachment.get_filename(), attachment.get_content_disposition()) == ("invite.ics", "attachment")
    assert attachment["content-type"].params == {"charset": "utf-8", "method": method}
    assert f"METHOD:{method}" in attachment.get_content().splitlines()


def test_five_parsers_find_one_entry_through_move_and_cancel() -> None:
    """One UID, with a higher sequence each time, and the link."""
    kinds = (MessageKind.CONFIRMED, MessageKind.CHANGED, MessageKind.CANCELED)
    files = []
    for minutes, kind in enumerate(kinds):
        status = BookingStatus.CANCELLED if kind == MessageKind.CANCELED else BookingStatus.ACCEPTED
        at_ampeco = booking(status, updated=NOW + timedelta(minutes=minutes))
        files.append(calendar_of(mail(message(kind, booking=at_ampeco))))

    entries: list[Entry] = []
    for found in parsed(files):
        assert found.keys() == {"icalendar", "ics", "vobject", "ical.js", "node-ical"}
        assert len(set(found.values())) == 1, found
        entries.append(found["icalendar"])

    assert {entry.uid for entry in entries} == {f"{EXTERNAL_ID}@ev-charging-bookings"}
    assert all(before.sequence < after.sequence for before, after in pairwise(entries))
    assert [entry.method for entry in entries] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert {(entry.start, entry.end) for entry in entries} == {(START, START + HOUR)}
    assert {entry.url for entry in entries} == {f"{SITE}/booking#{REFERENCE}"}


@each_recipient
def test_five_parsers_find_a_removed_entry_beside_the_new_one_after_a_switch(recipient: Recipient) -> None:
    """The old booking has its own UID, which its confirmation had, and the highest sequence of it; no link is to it."""
    arrived = mail(switched(), recipient)
    attachments = list(arrived.iter_attachments())

    assert [(part.get_filename(), part["content-type"].params["method"]) for part in attachments] == [
        ("invite.ics", "PUBLISH"),
        ("replaced.ics", "CANCEL"),
    ]
    entries: list[Entry] = []
    for found in parsed([part.get_content() for part in attachments]):
        assert found.keys() == {"icalendar", "ics", "vobject", "ical.js", "node-ical"}
        assert len(set(found.values())) == 1, found
        entries.append(found["icalendar"])
    new, old = entries
    assert (new.uid, new.method, new.status) == (f"{EXTERNAL_ID}@ev-charging-bookings", "PUBLISH", "CONFIRMED")
    assert (old.uid, old.method, old.status) == ("web-old@ev-charging-bookings", "CANCEL", "CANCELLED")
    assert (old.sequence, old.url, old.organizer) == (61, "", new.organizer)
    assert (old.start, old.end) == (START, START + HOUR)
    said = {"en": "one adds this booking, the other removes the old one.", "es": "el otro quita la anterior."}
    assert said[recipient.locale[:2]] in text_of(arrived)


def test_a_replaced_booking_made_elsewhere_is_known_by_its_id() -> None:
    """As its own messages named it."""
    told = switched()
    assert told.replaced
    arrived = mail(told._replace(replaced=told.replaced._replace(external_id=None)))

    _, removed = arrived.iter_attachments()
    assert "UID:booking-9000@ev-charging-bookings" in removed.get_content()


@each_kind
def test_a_booking_made_elsewhere_has_no_link_to_a_page_of_its_own(kind: MessageKind) -> None:
    """The mail says what to do instead; the calendar entry has an id derived from Ampeco's."""
    arrived = mail(message(kind, external_id=None), reference=None)

    assert "booking#" not in body(arrived, "html") + text_of(arrived)
    assert "/booking" not in text_of(arrived)
    if kind in {MessageKind.CONFIRMED, MessageKind.CHANGED, MessageKind.REMINDER}:
        assert "To change or cancel this booking, use the app." in text_of(arrived)
    if kind == MessageKind.PORT_OUT_OF_ORDER:
        assert "To switch to another port, call (616)\u00a0555-0134." in text_of(arrived)
    if kind in WITH_CALENDAR:
        assert "UID:booking-9001@ev-charging-bookings" in calendar_of(arrived)


@each_kind
def test_without_a_site_and_a_phone_the_mail_names_the_driver_app(kind: MessageKind) -> None:
    """No text is empty or `None`."""
    bare = OPERATOR._replace(site_url=None, support_phone=None)

    arrived = mail(message(kind, port=None, location=location(name=[], geoposition=None)), operator=bare)

    assert "https://" not in text_of(arrived) + body(arrived, "html")
    assert "Get help in the app." in text_of(arrived)
    assert "Site 101" in text_of(arrived)
    assert "None" not in text_of(arrived)


def test_the_operators_no_show_text_is_in_the_drivers_language() -> None:
    """In English if there is no other."""
    rule = OPERATOR._replace(no_show_text="We hold your port for 15 minutes.", no_show_text_es="15 minutos.")

    assert "We hold your port for 15 minutes." in text_of(mail(MessageKind.CONFIRMED, operator=rule))
    assert "15 minutos." in text_of(mail(MessageKind.CONFIRMED, SPANISH, rule))
    english_only = rule._replace(no_show_text_es=None)
    assert "We hold your port for 15 minutes." in text_of(mail(MessageKind.REMINDER, SPANISH, english_only))
    assert "15 minutes" not in text_of(mail(MessageKind.CANCELED, operator=rule))


def test_the_price_is_in_mails_about_a_booking_to_come() -> None:
    priced = OPERATOR._replace(price_text="$0.45 per kWh.", price_text_es="$0.45 por kWh.")

    assert "$0.45 per kWh." in text_of(mail(MessageKind.CONFIRMED, operator=priced))
    assert "$0.45 por kWh." in text_of(mail(MessageKind.CONFIRMED, SPANISH, priced))
    assert "$0.45" not in text_of(mail(MessageKind.CANCELED, operator=priced))


def test_the_reason_is_attributed_to_the_charging_network() -> None:
    """In the language of the mail; the reason itself is marked as English."""
    arrived = mail(MessageKind.DECLINED, SPANISH)

    assert "Motivo de la red de carga: Another booking overlaps this time." in text_of(arrived)
    assert '<q lang="en"' in body(arrived, "html")


def test_a_decline_without_a_reason_has_no_reason_block() -> None:
    arrived = mail(message(MessageKind.DECLINED, rejection_reason=" \n"))

    assert "Reason" not in text_of(arrived) + body(arrived, "html")


@pytest.mark.parametrize(
    ("start", "expected"),
    [("2026-03-08T06:30:00+00:00", "EST \u2013 3:30"), ("2026-11-01T05:30:00+00:00", "EDT \u2013 1:30 AM EST")],
)
def test_times_across_a_clock_change_have_both_zones(start: str, expected: str) -> None:
    """In both parts."""
    begins = START.fromisoformat(start)

    arrived = mail(message(MessageKind.CONFIRMED, window=Window(begins, begins + HOUR), zone=DETROIT))

    assert expected in text_of(arrived)
    assert expected in body(arrived, "html")


def _hostile_message(kind: MessageKind) -> Message:
    place = location(
        name=words(HOSTILE), streetAddress=words(HOSTILE), city=HOSTILE, additionalDescription=words(HOSTILE)
    )
    port = build_port(evse(5001, f"A{HOSTILE}", f"GR{HOSTILE}"))
    reason = HOSTILE if kind == MessageKind.DECLINED else None
    previous = port if kind == MessageKind.CHANGED else None
    return message(kind, location=place, port=port, previous_port=previous, rejection_reason=reason)


@each_recipient
@each_kind
def test_hostile_text_is_escaped(kind: MessageKind, recipient: Recipient) -> None:
    """It adds no header, element, attribute or line, and is not rendered as a template."""
    hostile_operator = OPERATOR._replace(brand_name=HOSTILE, no_show_text=HOSTILE, support_phone=HOSTILE)
    usual_html = html_of(mail(kind, recipient))

    arrived = mail(_hostile_message(kind), recipient, hostile_operator)

    html = html_of(arrived)
    assert list(arrived) == list(mail(kind, recipient))
    assert arrived["to"] == recipient.email
    assert len(arrived["from"].addresses) == 1
    assert html.tags <= usual_html.tags | {"a", "q", "bdi"}
    assert html.attributes <= usual_html.attributes
    assert [link for link in html.links if not link.startswith(("https://www.google.com/maps/dir/", SITE))] == []
    assert "{{ 7 * 7 }}" in text_of(arrived)
    assert [line for line in text_of(arrived).splitlines() if line.strip().startswith("Bcc:")] in (
        [],
        ["  Bcc: other@example.org"],  # a line of the way in, which may have several, indented
    )
    everything = str(arrived["subject"]) + text_of(arrived) + body(arrived, "html")
    assert [control for control in CONTROLS if control in everything and control not in "\r\n"] == []


@each_mail
def test_a_mail_loads_and_tracks_nothing(kind: str) -> None:
    """No image, script, font or style sheet is remote; links are the only URLs."""
    source = body(mail(kind), "html")

    assert html_of(mail(kind)).tags.isdisjoint({"img", "script", "link", "iframe", "object", "video", "form", "input"})
    assert re.findall(r"url\(|@import|src=|<!--", source) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "driver",
        "@example.org",
        "driver@",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nb",
        "Name <a@example.org>",
        "jos\u00e9@example.org",
        "driver@\u2603.example",
        "a b@example.org",
        "a@exa mple.org",
        "a@example.org>",
        "a@\x00example.org",
    ],
)
def test_an_invalid_address_is_rejected(address: str) -> None:
    """The error does not quote it."""
    with pytest.raises(UndeliverableAddress) as refused:
        mail(MessageKind.CONFIRMED, Recipient(address, "en"))

    assert refused.value.args == ()
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (" driver@example.org ", "driver@example.org"),
        ("driver@b\u00fccher.example", "driver@xn--bcher-kva.example"),
        ("o'neil+ev@sub.example.org", "o'neil+ev@sub.example.org"),
        (f"{'d' * 64}@{'e' * 60}.{'f' * 60}.example", f"{'d' * 64}@{'e' * 60}.{'f' * 60}.example"),
    ],
)
def test_a_valid_address_is_one_recipient(address: str, expected: str) -> None:
    """With its domain in ASCII, however long it is."""
    (only,) = mail(MessageKind.CONFIRMED, Recipient(address, "en"))["to"].addresses

    assert only.addr_spec == expected


def test_the_repr_of_a_message_hides_its_recipient() -> None:
    """As in a log or a traceback."""
    assert repr(ENGLISH) == "Recipient(locale='en-US')"


@each_mail
def test_a_mail_contains_neither_email_nor_phone_of_the_driver(kind: str) -> None:
    """A forwarded mail reveals only the booking."""
    arrived = mail(kind)

    everything = text_of(arrived) + body(arrived, "html") + str(arrived["subject"])
    assert ENGLISH.email not in everything
    assert PHONE in everything.replace("\u00a0", " ")


def test_a_booking_without_a_link_names_another_way() -> None:
    """By phone, or in the app where there is none; nothing is said of links if there are none at all."""
    elsewhere = linked_bookings()[-1:]
    called, in_app = (
        text_of(read(render_links(elsewhere, ENGLISH, operator, now=NOW)))
        for operator in (OPERATOR, OPERATOR._replace(support_phone=None))
    )
    unlinked = text_of(read(render_links(linked_bookings(), ENGLISH, OPERATOR._replace(site_url=None), now=NOW)))

    assert "To change or cancel\n  Call (616) 555-0134." in called.replace("\u00a0", " ")
    assert "To change or cancel\n  Use the app." in in_app
    assert [text.count("link") for text in (called, in_app, unlinked)] == [0, 0, 0]
    assert unlinked.count("To change or cancel") == 3


def test_a_mail_with_links_needs_a_booking() -> None:
    """Nothing is sent about none."""
    with pytest.raises(ValueError, match="no booking"):
        render_links([], ENGLISH, OPERATOR, now=NOW)
