"""What somebody asks for when they want to meet us, as a value. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from portal.appointments.areas import area_of
from portal.appointments.places import Place
from portal.appointments.wishes import Wishes
from portal.charters.standards import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """An appointment that is wanted. `received_at` is when the wish truly reached us.

    At an office `office_id` says which; at home `address` and `area` where (`areas.area_of` the postcode).
    `wanted_officer_id` is a resource, None for anyone suitable. A visitor without an account has no
    `person_id`; how to reach them is in the contact fields. `parent_id`: the appointment whose place this one
    takes. `planned_by_staff`: we come unasked, with `why`; `no_notice_reason`: why no notice of it is sent.
    """

    purpose_id: int
    place: Place
    received_at: datetime
    wishes: Wishes = field(default_factory=Wishes)
    office_id: int | None = None
    address: str = ""
    area: str = ""
    wanted_officer_id: int | None = None
    urgent: bool = False
    words: str = ""
    person_id: int | None = None
    tenancy_id: int | None = None
    organisation_id: int | None = None
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_address: str = ""
    channel: Channel = Channel.WEB
    submission_id: str | None = None
    parent_id: int | None = None
    planned_by_staff: bool = False
    why: str = ""
    no_notice_reason: str = ""

    @property
    def home_area(self) -> str:
        """The area of the home visited: as given, else of the postcode its address ends with."""
        if self.place is not Place.HOME:
            return ""
        words = self.address.replace(",", " ").split()
        return self.area or area_of(" ".join(words[-2:])) or area_of("".join(words[-1:]))

    reference: str | None = None  # chosen beforehand, as in a demonstration; a random one unless given
