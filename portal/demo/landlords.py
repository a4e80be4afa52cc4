"""Facts of each demonstration landlord that its policy does not give: office, hours, phones, topics. Pure.

Every number is from the ranges kept for fiction, every address of mail ends in `.example`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTopic:
    """What people may write about, and the name of the team that gets it."""

    name: str
    team: str
    statutory: bool = False
    general_information: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLandlord:
    """One landlord's office and how to reach it. `area` begins its phone numbers: "01632 960"."""

    office: str
    address: str
    postcode: str
    area: str
    mail: str
    opens_minute: int = 9 * 60
    closes_minute: int = 17 * 60

    def phone(self, last: int) -> str:
        """A number of this landlord's; `last` is its last three digits."""
        return f"{self.area}{last:03}"


TEAMS = {"Customer services": 100, "Housing": 110, "Repairs": 120, "Income": 130}

TOPICS = (
    DemoTopic(name="Something about my tenancy", team="Housing"),
    DemoTopic(name="A repair", team="Repairs"),
    DemoTopic(name="Rent and charges", team="Income"),
    DemoTopic(name="Neighbours and noise", team="Housing"),
    DemoTopic(name="Changing something in my home", team="Housing", statutory=True),
    DemoTopic(name="Applying for a home", team="Housing"),
    DemoTopic(name="General information", team="Customer services", general_information=True),
    DemoTopic(name="Bins, cleaning and gardens", team="Customer services"),
)

EMERGENCY_WORDS = (
    "Ring us day or night if there is a danger to you or your home: fire damage, water coming through, "
    "no heating or hot water in cold weather, a front door that will not lock. "
    "If you smell gas, ring the National Gas Emergency Service on 0800 111 999. "
    "If somebody is in danger, ring 999."
)

ACCESS_FACTS = (
    "Step-free entrance, a hearing loop at the desk, a toilet for disabled people, a room to talk in private."
)

LANDLORDS = {
    "redland": DemoLandlord(
        office="Redland House",
        address="14 Zetland Road, Bristol",
        postcode="BS6 7AE",
        area="0117 496 0",
        mail="redland.example",
    ),
    "tp-properties": DemoLandlord(
        office="Market Street office",
        address="3 Market Street, Leeds",
        postcode="LS1 6DT",
        area="0113 496 0",
        mail="tp-properties.example",
    ),
    "seven-locks": DemoLandlord(
        office="Lock Keeper's House",
        address="27 Canal Side, Market Harborough",
        postcode="LE16 7NE",
        area="0116 496 0",
        mail="seven-locks.example",
    ),
    "howm": DemoLandlord(
        office="Housing Options centre",
        address="52 Bull Street, Birmingham",
        postcode="B4 6AF",
        area="0121 496 0",
        mail="howm.example",
    ),
    "havebury-contractors": DemoLandlord(
        office="Havebury House",
        address="Western Way, Bury St Edmunds",
        postcode="IP33 3SP",
        area="01632 960",
        mail="havebury.example",
    ),
    "england": DemoLandlord(
        office="Example House",
        address="1 Example Street, Manchester",
        postcode="M1 1AE",
        area="0161 496 0",
        mail="england.example",
    ),
}


def landlord_facts(charter: str) -> DemoLandlord:
    """The facts of the landlord with that charter; those of the example where we made none up."""
    return LANDLORDS.get(charter, LANDLORDS["england"])
