"""Very large sets: messages in, findings out, in the same order; the same detection, no vault, no web framework.

`screen` reads and writes bytes (JSON lines), `batches` Arrow record batches, which is what Spark, Dask, Daft and
Ray hand to a function. Neither keeps more than a few chunks in memory.
"""

from anning.screening.arrow import batches, schema
from anning.screening.lines import Answered
from anning.screening.readers import FORMATS, guessed, read
from anning.screening.run import screen

__all__ = ["FORMATS", "Answered", "batches", "guessed", "read", "schema", "screen"]
