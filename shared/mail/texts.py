"""Texts of the mails, by language; the page texts are in `locales/`.

A missing text is a type error. Tests check that all languages have the same placeholders, and that mails and pages use
the same wording for the same things.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.infra.localization import FALLBACK_LANGUAGE, language_of


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Every text of the mails in one language. `root` is the folder of the site's pages in it."""

    language: str
    root: str

    weekdays: tuple[str, ...]
    """From Monday on."""
    months: tuple[str, ...]
    day: str
    am: str
    pm: str

    subject: str
    confirmed: str
    confirmed_heading: str
    confirmed_meaning: str
    declined: str
    declined_heading: str
    declined_meaning: str
    reason: str
    changed: str
    changed_heading: str
    changed_meaning: str
    canceled: str
    canceled_heading: str
    canceled_meaning: str
    reminder: str
    reminder_heading: str
    reminder_meaning: str
    broken: str
    broken_heading: str
    broken_unnamed_heading: str
    broken_meaning: str
    links_subject: str
    links_heading: str
    links_meaning: str

    when: str
    was: str
    site: str
    port: str
    port_named: str
    port_unknown: str
    label: str
    arrival: str
    start_in_app: str
    change: str
    change_by_phone: str
    change_in_app: str

    view: str
    switch: str
    again: str
    other_time: str
    directions: str
    elsewhere: str
    switch_by_phone: str
    switch_in_app: str
    calendar_add: str
    calendar_update: str
    calendar_switch: str
    calendar_remove: str
    not_you_phone: str
    not_you_app: str
    links_requested: str
    links_private: str
    sent_by: str


_ENGLISH = Texts(
    language="en",
    root="/",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    day="{weekday}, {month} {number}",
    am="AM",
    pm="PM",
    subject="{word}: {site}, {day}, {time}",
    confirmed="Confirmed",
    confirmed_heading="You're all set",
    confirmed_meaning="This port is reserved for you.",
    declined="Declined",
    declined_heading="Your booking wasn't approved",
    declined_meaning="Nothing was booked.",
    reason="Reason from the charging network:",
    changed="Changed",
    changed_heading="Your booking changed",
    changed_meaning="This replaces what you had before.",
    canceled="Canceled",
    canceled_heading="Your booking was canceled",
    canceled_meaning="The port is available to others.",
    reminder="Reminder",
    reminder_heading="Your booking starts soon",
    reminder_meaning="This port is reserved for you.",
    broken="Port out of order",
    broken_heading="Port {port} is out of order",
    broken_unnamed_heading="Your port is out of order",
    broken_meaning="Your booking is still valid, but you may not be able to charge there.",
    links_subject="Your upcoming bookings",
    links_heading="Your upcoming bookings",
    links_meaning="Open a booking to see, change or cancel it.",
    when="When",
    was="Before",
    site="Site",
    port="Port",
    port_named="Port {port}",
    port_unknown="The app shows which port is yours.",
    label="Charger label: {reference}",
    arrival="When you arrive",
    start_in_app="Start charging in the app, with the account you booked with.",
    change="To change or cancel",
    change_by_phone="Call {phone}.",
    change_in_app="Use the app.",
    view="See, change or cancel your booking",
    switch="Switch to another port",
    again="Book again",
    other_time="Choose another time",
    directions="Directions",
    elsewhere="To change or cancel this booking, use the app.",
    switch_by_phone="To switch to another port, call {phone}.",
    switch_in_app="Get help in the app.",
    calendar_add="Open the attached file to add it to your calendar.",
    calendar_update="Open the attached file to update your calendar.",
    calendar_switch=(
        "To update your calendar, open both attached files: one adds this booking, the other removes the old one."
    ),
    calendar_remove="If you added it to your calendar, open the attached file to remove it.",
    not_you_phone="Didn't book this, or need help? Call {phone}.",
    not_you_app="Didn't book this, or need help? Get help in the app.",
    links_requested="Someone entered your email on our site. If it wasn't you, you can ignore this email.",
    links_private="Anyone with these links can change or cancel your bookings. Don't forward this email.",
    sent_by="{brand} sent this email because of a booking on the app account with this address.",
)

_SPANISH = Texts(
    language="es",
    root="/es/",
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    day="{weekday}, {number} de {month}",
    am="a.m.",
    pm="p.m.",
    subject="{word}: {site}, {day}, {time}",
    confirmed="Confirmada",
    confirmed_heading="Su reserva está confirmada",
    confirmed_meaning="Este puerto está reservado para usted.",
    declined="Rechazada",
    declined_heading="Su reserva no se aprobó",
    declined_meaning="No quedó ninguna reserva.",
    reason="Motivo de la red de carga:",
    changed="Modificada",
    changed_heading="Su reserva cambió",
    changed_meaning="Sustituye a lo que tenía antes.",
    canceled="Cancelada",
    canceled_heading="Su reserva se canceló",
    canceled_meaning="El puerto quedó disponible para otros.",
    reminder="Recordatorio",
    reminder_heading="Su reserva empieza pronto",
    reminder_meaning="Este puerto está reservado para usted.",
    broken="Puerto fuera de servicio",
    broken_heading="El puerto {port} está fuera de servicio",
    broken_unnamed_heading="Su puerto está fuera de servicio",
    broken_meaning="Su reserva es válida, pero quizá no pueda cargar ahí.",
    links_subject="Sus próximas reservas",
    links_heading="Sus próximas reservas",
    links_meaning="Abra una reserva para verla, cambiarla o cancelarla.",
    when="Cuándo",
    was="Antes",
    site="Sitio",
    port="Puerto",
    port_named="Puerto {port}",
    port_unknown="La app muestra cuál es su puerto.",
    label="Etiqueta: {reference}",
    arrival="Al llegar",
    start_in_app="Empiece a cargar en la app, con la cuenta con la que reservó.",
    change="Para cambiarla o cancelarla",
    change_by_phone="Llame al {phone}.",
    change_in_app="Use la app.",
    view="Ver, cambiar o cancelar su reserva",
    switch="Cambiar a otro puerto",
    again="Reservar de nuevo",
    other_time="Elegir otra hora",
    directions="Cómo llegar",
    elsewhere="Para cambiar o cancelar esta reserva, use la app.",
    switch_by_phone="Para cambiar a otro puerto, llame al {phone}.",
    switch_in_app="Pida ayuda en la app.",
    calendar_add="Abra el archivo adjunto para agregarla a su calendario.",
    calendar_update="Abra el archivo adjunto para actualizar su calendario.",
    calendar_switch=(
        "Para actualizar su calendario, abra los dos archivos adjuntos: uno agrega esta reserva y el otro quita la "
        "anterior."
    ),
    calendar_remove="Si la agregó a su calendario, abra el archivo adjunto para quitarla.",
    not_you_phone="¿No hizo esta reserva o necesita ayuda? Llame al {phone}.",
    not_you_app="¿No hizo esta reserva o necesita ayuda? Pida ayuda en la app.",
    links_requested="Alguien escribió su correo en nuestro sitio. Si no fue usted, puede ignorar este mensaje.",
    links_private="Quien tenga estos enlaces puede cambiar o cancelar sus reservas. No reenvíe este correo.",
    sent_by="{brand} envió este correo por una reserva de la cuenta de la app con esta dirección.",
)

TEXTS: Mapping[str, Texts] = {texts.language: texts for texts in (_ENGLISH, _SPANISH)}


def texts_for(locale: str) -> Texts:
    """Return the texts in the language of `locale`, else in English."""
    return TEXTS.get(language_of(locale), TEXTS[FALLBACK_LANGUAGE])
