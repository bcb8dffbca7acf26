"""The application: the one place where all doors are hung."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from studyhub import subscriptions
from studyhub.accounts.rules import SESSION_LIFETIME
from studyhub.core.clock import Clock, SystemClock
from studyhub.core.db import Database
from studyhub.core.settings import PROJECT_ROOT, Settings
from studyhub.organisation.rules import Permission
from studyhub.web import account, api, health, learner, organiser
from studyhub.web.kit.headers import init_headers
from studyhub.web.kit.identity import init_identity
from studyhub.web.kit.limits import DEFAULT_BODY, UPLOAD_BODY, Identifier, StrictJSON
from studyhub.web.kit.permission import init_permission, permit
from studyhub.web.kit.problems import init_problems
from studyhub.web.kit.rendering import init_rendering
from studyhub.web.kit.transaction import Site, StudyHubApp


def create_app(settings: Settings, database: Database | None = None, clock: Clock | None = None) -> Flask:
    """The site as a WSGI application. Opens `settings.database_url` when no database is given; migrates nothing."""
    app = StudyHubApp(
        "studyhub",
        root_path=str(PROJECT_ROOT / "studyhub"),
        static_folder=str(PROJECT_ROOT / "studyhub" / "web" / "static"),
        template_folder=str(PROJECT_ROOT / "templates"),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=DEFAULT_BODY,
        MAX_FORM_MEMORY_SIZE=UPLOAD_BODY,
        MAX_FORM_PARTS=2000,
        PERMANENT_SESSION_LIFETIME=SESSION_LIFETIME,
        SESSION_REFRESH_EACH_REQUEST=False,  # it ends when the session behind it ends
        SESSION_COOKIE_NAME="studyhub",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,  # a form that waited an hour on a slow phone is still the member's own
        WTF_I18N_ENABLED=False,
    )
    app.json = StrictJSON(app)
    app.url_map.converters["int"] = Identifier
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["studyhub"] = Site(
        settings, database or Database(settings.database_url), clock or SystemClock()
    )
    if settings.proxy_count:
        count = settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    permit(Permission.PUBLIC)(app.view_functions["static"])
    subscriptions.install()
    init_rendering(app)
    init_identity(app)
    init_permission(app)
    init_problems(app)
    init_headers(app)
    csrf = CSRFProtect(app)
    for door in (learner, account, organiser):
        for blueprint in door.blueprints():
            app.register_blueprint(blueprint)
    app.register_blueprint(health.blueprint)
    api.init_api(app, csrf)
    return app
