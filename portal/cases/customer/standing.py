"""Where somebody stands in asking: their draft, what is known of them, and the form of each question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import Form

from portal.cases.feedback import DATA_PROTECTION_KEY, about_data, takes_data_complaints
from portal.cases.forms.asking import (
    FORMS,
    NO_TOPIC,
    AboutYouForm,
    ForWhomForm,
    HomeForm,
    ReplyKnownForm,
    TopicForm,
    WordsForm,
)
from portal.cases.forms.speaking import HappenedForm, SpeakKindForm, SpeakReplyForm
from portal.cases.journey import (
    Answers,
    Page,
    Situation,
    case_kind,
    for_person,
    unanswered,
    whom_value,
)
from portal.cases.queries import situation_of
from portal.charters.standards import CaseKind
from portal.identity.access import customer_reader, signed_in_person
from portal.identity.queries.tenancies import tenancies_of
from portal.needs.details import ContactBy
from portal.needs.queries import ShownNeed, own_needs
from portal.organisation.queries import landlord
from portal.timekeeping import local_date
from portal.web import drafts
from portal.web.fields import options
from portal.web.memory import once
from portal.web.models import Draft
from portal.web.posting import posted

ASK = "ask"
SPEAK = "speak"
SPEAKING: dict[Page, type[Form]] = {
    Page.KIND: SpeakKindForm,
    Page.HAPPENED: HappenedForm,
    Page.REPLY: SpeakReplyForm,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Where somebody stands: their draft, what they answered and typed, who they are, whom they write for.

    `journey` is ASK or SPEAK, the name under which the draft is kept.
    """

    journey: str
    draft: Draft | None
    answers: Answers
    typed: Mapping[str, Mapping[str, Any]]
    situation: Situation
    names: Mapping[str, str]
    now: datetime

    @property
    def missing(self) -> Page | None:
        """The first question without an answer."""
        return unanswered(self.answers, self.situation)

    def keep(self, *, answers: Answers | None = None, typed: Mapping[str, Any] | None = None) -> Draft:
        """Keep the answers, or what is merely typed so far."""
        kept = {"given": answers or self.answers, "typed": typed or {}}
        me = self.situation.person_id
        return drafts.keep(self.journey, answers=kept, person_id=me, now=self.now, draft=self.draft)


def asking_now(now: datetime, journey: str = ASK) -> Asking:
    """Where this visitor or person stands in asking, or in telling us what they think."""
    reader = customer_reader()
    situation, names = situation_of(reader, now=now)
    situation = replace(situation, speaking=journey == SPEAK)
    draft = drafts.draft_for(journey, person_id=reader.person_id, now=now)
    kept = draft.answers if draft else {}
    return Asking(
        journey=journey,
        draft=draft,
        answers=kept.get("given", {}),
        typed=kept.get("typed", {}),
        situation=situation,
        names=names,
        now=now,
    )


def form_for(page: Page, asking: Asking) -> Form:
    """The form of a question, with its choices and what was answered or typed before."""
    known = asking.typed.get(page) or asking.answers.get(page) or {}
    if page is Page.REPLY and asking.situation.signed_in:
        return _reply_known(asking, known)
    if asking.situation.speaking and page in SPEAKING:
        return _speaking_form(page, asking, known)
    form = FORMS[page](posted(), data=known)
    if isinstance(form, TopicForm):
        topics = [(str(t.id), t.name) for t in landlord().open_topics]
        form.topic.choices = options([*topics, (NO_TOPIC, gettext("Something else"))])
    elif isinstance(form, ForWhomForm):
        mine = whom_value("person", asking.situation.person_id or 0)
        names = [(v, gettext("Me") if v == mine else n) for v, n in asking.names.items()]
        form.whom.choices = options(names)
    elif isinstance(form, HomeForm):
        form.home.choices = options(homes(asking))
    elif isinstance(form, WordsForm) and case_kind(asking.answers) is CaseKind.INFORMATION_REQUEST:
        del form.danger
    elif isinstance(form, AboutYouForm):
        kinds = [(k.key, k.name) for k in landlord().charter.contact_kinds]
        form.contact_kind.choices = options(kinds)
        form.need(str(asking.answers.get(Page.REPLY, {}).get("reply_by", "")))
    return form


def _speaking_form(page: Page, asking: Asking, known: Mapping[str, Any]) -> Form:
    facts = landlord()
    if page is Page.KIND and not known:  # a link may say which: /speak?kind=complaint
        known = {"feedback": request.args.get("kind", "")}
    happened = known.get("happened_on")
    form = SPEAKING[page](
        posted(), data={**known, "happened_on": date.fromisoformat(happened) if happened else None}
    )
    if isinstance(form, SpeakKindForm):
        form.feedback.choices = options(_kinds_offered())
    elif isinstance(form, HappenedForm):
        form.today = local_date(asking.now, facts.zone)
        topics = [(str(t.id), t.name) for t in facts.open_topics]
        form.topic.choices = options([("", gettext("None of these")), *topics])
        if about_data(asking.answers.get(Page.KIND, {})):
            form.for_data_protection()
        else:
            del form.other_words
        if case_kind(asking.answers) is not CaseKind.COMPLAINT:
            del form.put_right
        if case_kind(asking.answers) is CaseKind.COMPLIMENT or about_data(asking.answers.get(Page.KIND, {})):
            del form.danger
    elif isinstance(form, SpeakReplyForm):
        form.contact_kind.choices = options((k.key, k.name) for k in facts.charter.contact_kinds)
    return form


def _kinds_offered() -> list[tuple[str, Any]]:
    """The landlord's kinds of feedback, then complaints about personal data, which the law has us take."""
    charter = landlord().charter
    kinds: list[tuple[str, Any]] = [(kind.key, kind.name) for kind in charter.feedback_kinds]
    if takes_data_complaints(charter):
        kinds.append((DATA_PROTECTION_KEY, gettext("A complaint about how we use your personal data")))
    return kinds


def homes(asking: Asking) -> list[tuple[str, str]]:
    """The homes of whoever it is about, by tenancy."""
    whose = for_person(asking.answers, asking.situation)
    if whose is None:
        return []
    held = tenancies_of(whose, local_date(asking.now, landlord().zone))
    return [(str(t.id), f"{t.home.address}, {t.home.postcode}") for t in held]


def helps(asking: Asking) -> list[ShownNeed]:
    """What whoever asks has told us helps them; nothing of a visitor. Read once a request."""
    if not asking.situation.signed_in:
        return []
    today = local_date(asking.now, landlord().zone)
    return once("helps", lambda: own_needs(customer_reader(), today=today))


def one_way_only(asking: Asking) -> str:
    """The only way in which they want to be reached, as they told us before; "" where any will do."""
    ways = (
        s.detail.only.value for s in helps(asking) if isinstance(s.detail, ContactBy) and s.need.flagged_at
    )
    return next(ways, "")


def _reply_known(asking: Asking, known: Mapping[str, Any]) -> ReplyKnownForm:
    someone = signed_in_person()
    person = someone.person if someone else None
    held = {"email": person.email, "phone": person.phone, "reply_by": person.prefers} if person else {}
    only = one_way_only(asking)
    form = ReplyKnownForm(posted(), data={**held, **known, **({"reply_by": only} if only else {})})
    if only:
        offered = [(value, label) for value, label, *_ in form.reply_by.iter_choices()]
        form.reply_by.choices = options([choice for choice in offered if choice[0] == only])
    has_home = any(asking.situation.homes_of.values())
    form.has_address = bool(has_home or (person and person.address))
    return form
