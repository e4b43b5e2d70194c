"""Begins to load a file and waits to be killed; or writes as long as it is told."""

import sys
import time
from pathlib import Path

from anning import store
from anning.config import Config
from anning.domain.records import Contact, Reading

home, seconds = sys.argv[1:]
store.ready(Config(home=Path(home)))
with store.loading("b" * 64, name="b", import_id="b", sealed_at=1) as load:
    for n in range(20):
        load.add([Contact("message", f"sms[{n}.{m}]", n * 1000 + m, text=f"催收{n}") for m in range(500)])
    print("inside", flush=True)
    time.sleep(float(seconds))
    load.finish(Reading(container="file", format="test"))
