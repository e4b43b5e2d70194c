"""What Django needs to know to keep the index; the workbench adds the rest."""

INSTALLED_APPS = ["anning.store"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
SECRET_KEY = "only-for-development"
