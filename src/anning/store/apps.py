"""The store as a Django application."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The index of the vault and what the person wrote."""

    name = "anning.store"
    label = "store"
    verbose_name = "安宁"
