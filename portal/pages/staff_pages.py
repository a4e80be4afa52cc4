"""The pages staff are led to, and which endpoints count as each while one of them is open. Pure."""

from __future__ import annotations

STAFF_PAGES = {
    "cases_staff.worklist": ("cases_staff.worklist", "cases_staff.danger", "hazards_staff."),
    "appointments_staff.diary": (
        "appointments_staff.diary",
        "appointments_staff.visit",
        "appointments_staff.calling_card",
        "appointments_staff.incident",
        "appointments_staff.incidents",
        "appointments_staff.own_feed",
    ),
    "appointments_staff.arranging": (
        "appointments_staff.arranging",
        "appointments_staff.appointment",
        "appointments_staff.act",
        "appointments_staff.new",
    ),
    "cases_staff.log": ("cases_staff.log", "cases_staff.contact"),
    "cases_staff.search": ("cases_staff.search", "cases_staff.person"),
    "complaints_staff.worklist": (
        "complaints_staff.worklist",
        "complaints_staff.complaint",
        "complaints_staff.act",
        "complaints_staff.since",
        "complaints_staff.reason",
    ),
    "reports_staff.figures": (
        "reports_staff.figures",
        "reports_staff.body",
        "reports_staff.report",
        "reports_staff.assess",
    ),
    "cases_staff.knowledge": ("cases_staff.knowledge", "cases_staff.piece"),
    "cases_staff.what_we_did": ("cases_staff.what_we_did",),
    "needs_staff.waiting": ("needs_staff.",),
    "accounts_staff.registrations": ("accounts_staff.",),
    "messaging_staff.outbox": ("messaging_staff.",),
    "forms_staff.things": ("forms_staff.thing", "forms_staff.supplier", "forms_staff.letter"),
    "forms_staff.post": ("forms_staff.post", "forms_staff.run"),
    "publications_staff.overview": ("publications_staff.",),
    "identity_staff.absences": ("identity_staff.", "cases_staff.cover", "appointments_staff.handover"),
    "admin_staff.home": (
        "admin_staff.",
        "appointments_staff.setup",
        "cases_staff.theme",
        "reports_staff.homes",
    ),
}
