"""Django's settings for the workbench: those of the index, and what pages need.

Nothing here names a person's home; server.prepare() adds what belongs to one.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from anning.store import settings as index
from anning.store.settings import DATABASES, DEFAULT_AUTO_FIELD, LOGGING_CONFIG, TIME_ZONE, USE_TZ

__all__ = ["DATABASES", "DEFAULT_AUTO_FIELD", "LOGGING_CONFIG", "TIME_ZONE", "USE_TZ"]

WEB = Path(__file__).parent

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "anning.web.urls"
INSTALLED_APPS = [*index.INSTALLED_APPS, "django.contrib.messages", "django_htmx", "anning.web"]

MIDDLEWARE = [
    "anning.web.middleware.exact_host",
    "anning.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "anning.web.middleware.own_pages_only",
    "anning.web.middleware.door",
    "anning.web.middleware.lock",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "anning.web.middleware.Sentences",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "pages", WEB / "components"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "anning.web.context.page",
            ],
            "libraries": {"anning": "anning.web.components.tags"},
            "builtins": ["django.templatetags.static", "anning.web.components.tags"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "zh-hans"
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = WEB / "static"
WHITENOISE_MAX_AGE = (
    0  # a new version of the program is a new style sheet at once; it comes from this machine anyway
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Only this machine speaks to the workbench, without TLS, so cookies cannot be marked Secure.
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "anning.web.pages.errors.views.stale"
SESSION_COOKIE_SAMESITE = "Strict"  # the message cookie follows it
SESSION_COOKIE_HTTPONLY = True

# A phone's whole export is one upload: kept on disk, in home, never in memory.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
