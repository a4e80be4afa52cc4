"""The tenant portal. `create_app` is the only module that knows every capability."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal import cli, database, timekeeping
from portal.accounts import cli as accounts_cli
from portal.accounts import staff_views as accounts_staff
from portal.accounts import views as accounts
from portal.admin import cli as admin_cli
from portal.admin import staff_views as admin_staff
from portal.appointments import cli as appointments_cli
from portal.appointments import staff_views as appointments_staff
from portal.appointments import views as appointments
from portal.attachments import staff_views as attachments_staff
from portal.attachments import views as attachments
from portal.cases import staff_views as cases_staff
from portal.cases import views as cases
from portal.charters import cli as charters_cli
from portal.complaints import cli as complaints_cli
from portal.complaints import staff_views as complaints_staff
from portal.complaints import views as complaints
from portal.config import ROOT, Settings, read_settings
from portal.demo import cli as demo_cli
from portal.extensions import babel, csrf, login_manager, mail, migrate
from portal.hazards import staff_views as hazards_staff
from portal.hazards import views as hazards
from portal.identity import staff_views as identity_staff
from portal.messaging import staff_views as messaging_staff
from portal.messaging import views as messaging
from portal.needs import staff_views as needs_staff
from portal.needs import views as needs
from portal.pages import cli as pages_cli
from portal.pages import views as pages
from portal.publications import staff_views as publications_staff
from portal.publications import views as publications
from portal.reports import staff_views as reports_staff
from portal.reports import views as reports
from portal.web import formats
from portal.web.edge import init_edge
from portal.web.kept_words import init_kept_words
from portal.web.languages import init_languages, reading_locale
from portal.web.templates import PortalEnvironment
from portal.web.words import init_words, spoken

BLUEPRINTS = (
    accounts.blueprint,
    accounts_staff.blueprint,
    admin_staff.blueprint,
    appointments.blueprint,
    appointments_staff.blueprint,
    attachments.blueprint,
    attachments_staff.blueprint,
    cases.blueprint,
    cases_staff.blueprint,
    complaints.blueprint,
    complaints_staff.blueprint,
    hazards.blueprint,
    hazards_staff.blueprint,
    identity_staff.blueprint,
    messaging.blueprint,
    messaging_staff.blueprint,
    messaging_staff.forms_blueprint,
    needs.blueprint,
    needs_staff.blueprint,
    pages.blueprint,
    publications.blueprint,
    publications_staff.blueprint,
    reports.blueprint,
    reports_staff.blueprint,
)
COMMANDS = (
    *cli.commands,
    accounts_cli.group,
    admin_cli.group,
    appointments_cli.group,
    charters_cli.group,
    complaints_cli.group,
    demo_cli.group,
    pages_cli.group,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application. Raises `SettingsError` naming every wrong setting."""
    settings = settings or read_settings()
    app = Flask(
        __name__,
        static_folder=str(ROOT / "static" / "build"),
        static_url_path="/static",
        template_folder=str(ROOT / "templates"),
        instance_path=str(settings.instance_path),
    )
    app.jinja_environment = PortalEnvironment
    _configure(app, settings)
    init_edge(app)
    database.init_database(app, settings)
    migrate.init_app(app, database.db, directory=str(ROOT / "portal" / "migrations"))
    csrf.init_app(app)
    init_kept_words(app)
    login_manager.init_app(app)
    mail.init_app(app)
    babel.init_app(
        app, default_locale="en_GB", default_timezone=settings.zone, locale_selector=reading_locale
    )
    init_words(app, ROOT / "portal" / "translations", trial=settings.trial_language)
    init_languages(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    _put_before(app, settings)
    return app


def _put_before(app: Flask, settings: Settings) -> None:
    """What stands before the application: static files, and outside them the proxies we trust."""
    files = WhiteNoise(app.wsgi_app, root=str(ROOT / "static" / "build"), prefix="static/", max_age=3600)
    hops = settings.trusted_proxies
    app.wsgi_app = (  # type: ignore[method-assign]
        ProxyFix(files, x_for=hops, x_proto=hops, x_host=hops) if hops else files
    )


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_NAME=f"portal_{settings.charter.replace('-', '_')}",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_idle_hours),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=6 * settings.attachment_max_bytes,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USE_SSL=settings.mail_use_ssl,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
    )
    app.extensions["portal_settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(formats.filters(settings.tz, spoken))
    if settings.as_of:
        timekeeping.set_today(settings.as_of, settings.tz)
