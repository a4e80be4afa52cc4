"""What a customer may raise in this portal, and under which law a request for information is. Pure."""

from __future__ import annotations

from enum import StrEnum

from portal.charters.standards import CaseKind, Channel, Circumstance

# In the order in which lists to choose from show them.
KINDS_IN_ORDER = (
    CaseKind.ENQUIRY,
    CaseKind.SERVICE_REQUEST,
    CaseKind.INFORMATION_REQUEST,
    CaseKind.FORMAT_REQUEST,
    CaseKind.COMMENT,
    CaseKind.COMPLIMENT,
    CaseKind.COMPLAINT,
)


class InformationKind(StrEnum):
    """What a request for information is about; it decides which law counts."""

    GENERAL = "general"
    OWN_DATA = "own data"
    RECORDED = "recorded information"  # FOI
    ENVIRONMENT = "environment"  # EIR


class ReplyBy(StrEnum):
    """How the customer wants our answer."""

    EMAIL = "email"
    PHONE = "phone"
    POST = "post"


_LAW = {
    InformationKind.OWN_DATA: {Circumstance.SUBJECT_ACCESS},
    InformationKind.RECORDED: {Circumstance.FOI_OR_EIR},
    InformationKind.ENVIRONMENT: {Circumstance.FOI_OR_EIR, Circumstance.ENVIRONMENTAL},
}


def circumstances(
    *,
    channel: Channel,
    reply_by: ReplyBy,
    has_phone: bool,
    office_open: bool,
    urgent: bool = False,
    statutory_topic: bool = False,
    general_topic: bool = False,
    information: InformationKind | None = None,
    for_absent_officer: bool = False,
    data_protection: bool = False,
) -> frozenset[Circumstance]:
    """Everything about a contact that may decide which promises it starts (rule 11)."""
    found = {
        Circumstance.OFFICE_OPEN: office_open,
        Circumstance.OFFICE_CLOSED: not office_open,
        Circumstance.URGENT: urgent,
        Circumstance.STATUTORY_TOPIC: statutory_topic,
        Circumstance.FORMS_OR_GENERAL_INFORMATION: general_topic or information is InformationKind.GENERAL,
        Circumstance.CALL_WANTED: reply_by is ReplyBy.PHONE,
        Circumstance.LETTER_WANTED: reply_by is ReplyBy.POST,
        Circumstance.NO_PHONE: not has_phone
        and channel in (Channel.PHONE, Channel.VOICEMAIL, Channel.IN_PERSON),
        Circumstance.FOR_ABSENT_OFFICER: for_absent_officer,
        Circumstance.DATA_PROTECTION: data_protection,
    }
    holding = {circumstance for circumstance, holds in found.items() if holds}
    return frozenset(holding | (_LAW.get(information, set()) if information else set()))


def goes_to_an_authority(kind: InformationKind | None, *, public_authority: bool) -> bool:
    """FOI and EIR requests are passed on where the landlord is no public authority (HOWM 3.1)."""
    return kind in (InformationKind.RECORDED, InformationKind.ENVIRONMENT) and not public_authority
