"""The people of the demonstration who can sign in, the same at every landlord. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.identity.roles import Role

PASSWORD = "promises-are-kept"  # noqa: S105  one word for everybody, printed by `make run`


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Somebody with a sign-in. `who` is what `make run` calls them; staff have roles and a job."""

    who: str
    key: str
    given_name: str
    family_name: str
    born_on: date | None = None
    phone: str = ""
    address: str = ""
    postcode: str = ""
    contact_kind: str = ""
    roles: frozenset[Role] = frozenset()
    job_title: str = ""
    team: str = ""
    extension: int = 0

    def email(self, domain: str) -> str:
        """What this person signs in with: staff at the landlord, customers at home."""
        return f"{self.key}@{domain}" if self.roles else f"{self.key}@home.example"


TENANT = DemoPerson(
    who="a tenant",
    key="amina.farah",
    given_name="Amina",
    family_name="Farah",
    born_on=date(1984, 5, 17),
    phone="07700 900142",
    address="Flat 6, Kingfisher Court, Mill Lane",
    postcode="BS6 5TR",
    contact_kind="tenant",
)
APPLICANT = DemoPerson(
    who="an applicant",
    key="gareth.pugh",
    given_name="Gareth",
    family_name="Pugh",
    born_on=date(1996, 11, 2),
    phone="07700 900318",
    address="41 Station Road",
    postcode="BS7 9LB",
    contact_kind="applicant",
)
STAFF = (
    DemoPerson(
        who="an officer",
        key="joanna.blake",
        given_name="Joanna",
        family_name="Blake",
        roles=frozenset({Role.OFFICER}),
        job_title="Housing officer",
        team="Housing",
        extension=111,
    ),
    DemoPerson(
        who="a repairs officer",
        key="samuel.adeyemi",
        given_name="Samuel",
        family_name="Adeyemi",
        roles=frozenset({Role.OFFICER}),
        job_title="Repairs officer",
        team="Repairs",
        extension=121,
    ),
    DemoPerson(
        who="an income officer",
        key="carol.jenkins",
        given_name="Carol",
        family_name="Jenkins",
        roles=frozenset({Role.OFFICER}),
        job_title="Income officer",
        team="Income",
        extension=131,
    ),
    DemoPerson(
        who="a receptionist",
        key="tomasz.nowak",
        given_name="Tomasz",
        family_name="Nowak",
        roles=frozenset({Role.RECEPTION}),
        job_title="Receptionist",
        team="Customer services",
        extension=101,
    ),
    DemoPerson(
        who="a manager",
        key="priya.shah",
        given_name="Priya",
        family_name="Shah",
        roles=frozenset({Role.MANAGER}),
        job_title="Housing services manager",
        team="Housing",
        extension=112,
    ),
    DemoPerson(
        who="a complaints officer",
        key="denise.carter",
        given_name="Denise",
        family_name="Carter",
        roles=frozenset({Role.COMPLAINTS}),
        job_title="Complaints officer",
        team="Customer services",
        extension=102,
    ),
    DemoPerson(
        who="another complaints officer",
        key="ruth.bennett",
        given_name="Ruth",
        family_name="Bennett",
        roles=frozenset({Role.COMPLAINTS}),
        job_title="Complaints officer",
        team="Customer services",
        extension=105,
    ),
    DemoPerson(
        who="a needs officer",
        key="helen.wright",
        given_name="Helen",
        family_name="Wright",
        roles=frozenset({Role.NEEDS}),
        job_title="Access officer",
        team="Customer services",
        extension=104,
    ),
    DemoPerson(
        who="a board member",
        key="grace.abbot",
        given_name="Grace",
        family_name="Abbot",
        roles=frozenset({Role.GOVERNING_BODY}),
        job_title="Board member responsible for complaints",
        team="Customer services",
        extension=105,
    ),
    DemoPerson(
        who="an administrator",
        key="martin.osei",
        given_name="Martin",
        family_name="Osei",
        roles=frozenset({Role.ADMINISTRATOR}),
        job_title="Systems administrator",
        team="Customer services",
        extension=103,
    ),
)
EVERYBODY = (TENANT, APPLICANT, *STAFF)
