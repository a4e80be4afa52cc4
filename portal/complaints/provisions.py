"""The provisions of the Complaint Handling Code that ask something of software, as facts. Pure.

In our own words. `checked`: V where the rule was read in a landlord's self-assessment or in the twin of
the Code for councils, P where only a part of it was, so that its wording is still to be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """One row: what is asked, and in `to_come` what of it the portal does not do yet."""

    number: str
    checked: str
    asks: str
    to_come: str = ""


def _row(number: str, checked: str, asks: str, to_come: str = "") -> Provision:
    return Provision(number=number, checked=checked, asks=asks, to_come=to_come)


PROVISIONS: tuple[Provision, ...] = (
    _row("Intro", "V", "Say when exceptional events keep us from complying, and until when"),
    _row("1.2", "V", "Any expression of dissatisfaction; several residents as one case"),
    _row("1.3", "V", "Offer the choice to complain, and keep the offer and its answer"),
    _row("1.4", "V", "A request is kept apart and can become a complaint with its first received time"),
    _row("1.5", "V", "A complaint opens while work on the request goes on"),
    _row("1.6", "V", "Every survey and comment box says how to complain", "surveys"),
    _row("FAQ", "V", "No informal stage before the first"),
    _row("2.1", "V", "Refuse only with a valid reason, with evidence, case by case"),
    _row("2.2", "V", "A closed list of reasons; court proceedings need the day of filing"),
    _row("2.3", "V", "Twelve months from the event or from becoming aware; consider discretion beyond"),
    _row("2.4", "V", "Say why, and how to take that to the Ombudsman, who can direct us"),
    _row("2.5", "P", "No blanket exclusions"),
    _row("3.1", "V", "Different channels; adjustments for people who complain"),
    _row("3.2", "V", "Any member of staff; received when the first of us was told"),
    _row("3.3", "V", "A high number is no bad sign"),
    _row("3.4", "V", "The policy for all, with stages and times, without signing in"),
    _row("3.5", "V", "How the policy and the Ombudsman are made known"),
    _row("3.6", "V", "A representative may act"),
    _row("3.7", "V", "The Ombudsman on every page and letter from the first day"),
    _row("4.1-4.3", "V", "A complaints officer sees all teams and assigns"),
    _row("5.1", "V", "Nobody is treated differently for complaining; no trace on other screens"),
    _row("5.2-5.3", "V", "Two stages, none before, none after"),
    _row("5.4-5.5", "P", "A contractor's part counts within the two stages"),
    _row("5.6", "P", "Set out the definition and the outcome sought; the customer can correct it"),
    _row("5.7", "P", "Say for each point whether we are responsible"),
    _row("5.8", "V", "No conflict of interest; whoever is complained about is kept away"),
    _row("5.9", "P", "Agree how often they hear from us when it takes longer"),
    _row("5.10", "V", "Keep and honour adjustments"),
    _row("5.11", "V", "Going to stage 2 is the customer's; refused only as the complaint itself may be"),
    _row("5.12", "P", "The whole record, first words unchanged"),
    _row("5.13", "P", "A remedy at any stage"),
    _row("5.14-5.15", "P", "Restrictions on contact, with evidence and review"),
    _row("6.1", "V", "Look it over: how much it needs, who is at risk; never without a clock"),
    _row("6.2", "V", "Stage 1 defined and acknowledged in five working days; a receipt is not enough"),
    _row("6.3", "V", "Stage 1 answered in ten working days of the acknowledgement"),
    _row("6.4", "V", "Longer by ten working days at most, with reason and date"),
    _row("6.5", "V", "With the Ombudsman's details"),
    _row("6.6", "V", "Answer when the answer is known; actions go on with their own dates"),
    _row("6.7", "V", "Every point, with reasons and policy"),
    _row("6.8", "V", "New points join, or become a new complaint"),
    _row("6.9", "V", "The letter's seven parts"),
    _row("6.10", "V", "Unresolved in all or part, it goes to stage 2, our final answer"),
    _row("6.11", "V", "Stage 2 acknowledged in five working days of the request"),
    _row("6.12", "V", "No reasons needed for stage 2"),
    _row("6.13", "V", "Another person at stage 2"),
    _row("6.14", "V", "Stage 2 answered in twenty working days of the acknowledgement"),
    _row("6.15-6.16", "P", "Longer by twenty working days at most, with reason and the Ombudsman's details"),
    _row("ext. form", "V", "Only inside the original time"),
    _row("6.17-6.20", "P", "The stage 2 letter's parts, and the way to the Ombudsman"),
    _row("7.1", "V", "The kinds of remedy, several in a case"),
    _row("7.2-7.4", "V", "What, by when, agreed, followed through"),
    _row("8.1", "V", "The yearly report"),
    _row("8.2", "V", "Published with the governing body's response"),
    _row("8.3-8.4", "P", "Assess ourselves again when things change"),
    _row("8.5", "V", "Say that we cannot comply, and until when"),
    _row("9.1-9.3", "V", "Learn: cause, theme, improvement"),
    _row("9.4", "V", "Themes for a senior lead"),
    _row("9.5-9.6", "V", "A member of the governing body responsible for complaints"),
    _row("9.7", "P", "What the governing body gets"),
    _row("Time to Ombudsman", "V", "Until when they can be asked; when late, that they can help"),
    _row("Hazards", "V", "A hazard named in a complaint starts its own clocks"),
)
