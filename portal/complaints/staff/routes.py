"""How staff tell a complaint about personal data from one about a service: two deeds, and what they do."""

from __future__ import annotations

from portal.complaints.deeds import Deed
from portal.complaints.services.about_data import handle_as_about_data
from portal.complaints.services.beside import open_beside
from portal.complaints.staff.one_deed import Doing, Way
from portal.complaints.staff_forms.routes import ONLY, AboutDataForm, AboutServiceForm


def _about_data(d: Doing) -> None:
    words = d.form.words.data or ""
    if d.form.extent.data == ONLY:
        handle_as_about_data(d.record, why=words, **d.made)
    else:
        open_beside(d.record, words=words, data_protection=True, **d.made)


def _about_service(d: Doing) -> None:
    open_beside(d.record, words=d.form.words.data or "", data_protection=False, **d.made)


ROUTES: dict[Deed, Way] = {
    Deed.ABOUT_DATA: Way(form=AboutDataForm, do=_about_data),
    Deed.ABOUT_SERVICE: Way(form=AboutServiceForm, do=_about_service),
}
