"""Reads what a phone exported: ``read`` gives contacts, attachments and problems of a file, and an account at last.

Formats and containers are found in ``registry``; outside ones join by the entry point group "anning.importers".
"""

from anning.importers.frames import Batch, Item, Progress
from anning.importers.identity import parser_identity
from anning.importers.limits import Limits
from anning.importers.process import read

__all__ = ["Batch", "Item", "Limits", "Progress", "parser_identity", "read"]
