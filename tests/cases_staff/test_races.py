"""Two officers answering one case at the same moment: one answer leaves, the other sees both texts."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal import database
from tests.cases_services.world import World, messages
from tests.cases_staff.reading import hidden, text_of
from tests.client import StrictClient


@pytest.mark.parametrize("_turn", range(3))
def test_one_answer_leaves_and_the_other_is_shown_both(any_app: Flask, any_world: World, _turn: int) -> None:
    record = any_world.raised()
    record.handler_id = any_world.officer.id
    database.commit()
    address = f"/staff/cases/{record.reference}/do/answer"
    sent = {any_world.officer: "You may paint it green.", any_world.colleague: "You may paint it red."}
    clients = {person: StrictClient(any_app) for person in sent}
    forms = {}
    for person, client in clients.items():
        client.sign_in_as(person)
        forms[person] = {**hidden(client.get(address)), "body": sent[person], "csrf_token": _token(client)}
    start, answers = threading.Barrier(2), {}

    def press(person: object) -> None:
        client = clients[person]  # type: ignore[index]
        start.wait()
        answers[person] = super(StrictClient, client).open(address, method="POST", data=forms[person])  # type: ignore[index]

    threads = [threading.Thread(target=press, args=(person,)) for person in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    statuses = sorted(answer.status_code for answer in answers.values())
    assert statuses == [303, 409]
    loser: TestResponse = next(answer for answer in answers.values() if answer.status_code == 409)
    assert all(words in text_of(loser) for words in sent.values())
    database.rollback()
    assert len([m for m in messages(record) if m.kind == "cases/answered"]) == 1


def _token(client: StrictClient) -> str:
    return client._csrf_token()
