"""What staff may do, by role. Pure: a table, and questions of it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A staff role; a person may hold several."""

    OFFICER = "officer"
    RECEPTION = "reception"
    COMPLAINTS = "complaints officer"
    MANAGER = "manager"
    NEEDS = "needs officer"
    CONTRACTOR = "contractor"
    GOVERNING_BODY = "member of the governing body"
    ADMINISTRATOR = "administrator"


class Ability(StrEnum):
    """Something a page or an act asks for."""

    SEE_CASES = "see cases"
    LOG_CONTACT = "log a contact"
    WORK_CASES = "work cases"
    SEE_COMPLAINTS = "see complaints"
    SEE_COMPLAINT_FIGURES = "see complaint figures"  # numbers of a year, never one complaint
    OVERSEE_COMPLAINTS = "oversee complaints"  # what they teach and the Ombudsman decides, never a record
    KEEP_COMPLAINT_REPORT = "keep the report on complaints"
    MANAGE_WORK = "manage work"
    SEE_PEOPLE = "see people"
    APPROVE_REGISTRATIONS = "approve registrations"
    ADMINISTER = "administer"
    SEE_OUTBOX = "see the outbox"
    SEE_NEEDS = "see needs"  # decides on what helps people and reviews it; keeps safety instructions
    MAKE_FORMS = "make forms"  # makes large print, Braille, audio and so on, and sees what for
    SEE_COLLEAGUES = "see who is away"
    ARRANGE_COVER = "arrange cover"


ABILITIES: dict[Role, frozenset[Ability]] = {
    Role.OFFICER: frozenset(
        {
            Ability.SEE_CASES,
            Ability.LOG_CONTACT,
            Ability.WORK_CASES,
            Ability.SEE_PEOPLE,
            Ability.APPROVE_REGISTRATIONS,
            Ability.SEE_COLLEAGUES,
        }
    ),
    Role.RECEPTION: frozenset(
        {Ability.SEE_CASES, Ability.LOG_CONTACT, Ability.SEE_PEOPLE, Ability.SEE_COLLEAGUES}
    ),
    Role.COMPLAINTS: frozenset(
        {
            Ability.SEE_CASES,
            Ability.LOG_CONTACT,
            Ability.WORK_CASES,
            Ability.SEE_PEOPLE,
            Ability.SEE_COMPLAINTS,
            Ability.SEE_COMPLAINT_FIGURES,
            Ability.OVERSEE_COMPLAINTS,
            Ability.KEEP_COMPLAINT_REPORT,
            Ability.SEE_COLLEAGUES,
            Ability.MAKE_FORMS,  # letters about complaints are printed by those who may read them
            Ability.SEE_OUTBOX,  # and their mail that could not go is seen to by them alone
        }
    ),
    Role.MANAGER: frozenset(
        {
            Ability.SEE_CASES,
            Ability.LOG_CONTACT,
            Ability.WORK_CASES,
            Ability.MANAGE_WORK,
            Ability.SEE_COMPLAINT_FIGURES,
            Ability.SEE_PEOPLE,
            Ability.APPROVE_REGISTRATIONS,
            Ability.SEE_OUTBOX,
            Ability.SEE_COLLEAGUES,
            Ability.ARRANGE_COVER,
            Ability.SEE_NEEDS,
            Ability.MAKE_FORMS,
        }
    ),
    Role.NEEDS: frozenset(
        {
            Ability.SEE_CASES,
            Ability.LOG_CONTACT,
            Ability.SEE_PEOPLE,
            Ability.SEE_COLLEAGUES,
            Ability.SEE_NEEDS,
            Ability.MAKE_FORMS,
        }
    ),
    Role.CONTRACTOR: frozenset(),
    # The member responsible for complaints (Code 9.5): numbers and lessons, no record, no person, no search.
    Role.GOVERNING_BODY: frozenset({Ability.SEE_COMPLAINT_FIGURES, Ability.OVERSEE_COMPLAINTS}),
    Role.ADMINISTRATOR: frozenset(
        {Ability.ADMINISTER, Ability.SEE_OUTBOX, Ability.SEE_COLLEAGUES, Ability.ARRANGE_COVER}
    ),
}


def abilities_of(roles: frozenset[Role]) -> frozenset[Ability]:
    """All that somebody with these roles may do."""
    return frozenset(ability for role in roles for ability in ABILITIES[role])
