"""The tenant portal. `create_app` is the only module that knows every capability."""

from __future__ import annotations

import importlib
import importlib.util
from datetime import timedelta

from flask import Flask
from flask_babel import get_locale
from jinja2 import StrictUndefined
from whitenoise import WhiteNoise

from portal import cli, database, timekeeping
from portal.config import ROOT, Settings, read_settings
from portal.extensions import babel, csrf, login_manager, mail
from portal.web import formats
from portal.web.edge import init_edge
from portal.web.words import init_words

CAPABILITIES = (
    "web", "audit", "organisation", "identity", "records", "commitments", "needs", "attachments", "messaging",
    "accounts", "cases", "pages", "admin", "charters", "clock", "demo",
)  # fmt: skip


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
    _configure(app, settings)
    init_edge(app)
    database.init_database(app, settings)
    csrf.init_app(app)
    login_manager.init_app(app)
    mail.init_app(app)
    babel.init_app(app, default_locale="en_GB", default_timezone=settings.zone)
    init_words(app, ROOT / "portal" / "translations")
    for name in CAPABILITIES:
        for module in ("models", "views", "staff_views", "cli"):
            path = f"portal.{name}.{module}"
            if importlib.util.find_spec(path) is None:
                continue
            loaded = importlib.import_module(path)
            if module == "cli":
                app.cli.add_command(loaded.group)
            elif module != "models":
                app.register_blueprint(loaded.blueprint)
    for command in cli.commands:
        app.cli.add_command(command)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app, root=str(ROOT / "static" / "build"), prefix="static/", max_age=3600
    )
    return app


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
    app.jinja_env.filters.update(formats.filters(settings.tz, get_locale))
    if settings.as_of:
        timekeeping.set_today(settings.as_of, settings.tz)
