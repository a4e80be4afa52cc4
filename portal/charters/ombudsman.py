"""The body a tenant may turn to under the Complaint Handling Code, and how to reach it. Pure facts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Somebody outside the landlord: its name, number, web address and postal address."""

    name: str
    phone: str
    web: str
    address: str


# Housing Ombudsman Service, as it names itself to residents in 2026. Its own page is the source; the landlord
# checks it when it checks its charter.
HOUSING_OMBUDSMAN = Body(
    name="Housing Ombudsman Service",
    phone="0300 111 3000",
    web="www.housing-ombudsman.org.uk",
    address="Housing Ombudsman Service, PO Box 1484, Unit D, Preston, PR2 0ET",
)
CODE = "complaint-handling-code"
