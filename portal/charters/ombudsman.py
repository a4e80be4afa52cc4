"""Who outside the landlord a tenant may turn to, under which rules, and how to reach them. Pure facts."""

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

# The Information Commissioner's Office, as it names itself to the public in 2026; checked like the one above.
INFORMATION_COMMISSIONER = Body(
    name="Information Commissioner’s Office",
    phone="0303 123 1113",
    web="ico.org.uk",
    address="Information Commissioner’s Office, Wycliffe House, Water Lane, Wilmslow, Cheshire, SK9 5AF",
)
DATA_PROTECTION = "data-protection-complaints"
