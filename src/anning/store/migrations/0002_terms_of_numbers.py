"""What search writes down changed: the index is emptied, and made again from the vault when it is opened."""

from django.db import migrations

_INDEX = ("evidence", "contact", "said", "attached", "trouble", "shadow", "segment", "terms")


class Migration(migrations.Migration):
    """Only tables of the index; what the person wrote stays."""

    dependencies = [("store", "0001_index")]

    operations = [migrations.RunSQL([f"DELETE FROM {table}" for table in _INDEX], elidable=True)]
